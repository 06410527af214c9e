import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Answer } from '../support/lbaas-v1-client.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

/**
 * One request of a client, as a line of a file in this folder. `{pool1}` stands for the id that an earlier create
 * returned, and so for other returned values that the client sends back; `{subnet}`, `{agent}` and `{free}` (an
 * address) exist beforehand.
 */
interface Recorded {
  readonly request: string;
  readonly body?: unknown;
  readonly status: number;
  /** The names under which later requests refer to the objects that this one creates. */
  readonly as?: readonly string[];
  /** How many objects the client got, if that depends only on its own objects. */
  readonly rows?: number;
}

type Made = Readonly<Record<string, unknown>> & { readonly id: string };

const recorded = (file: string): readonly Recorded[] =>
  readFileSync(new URL(`./${file}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);

/**
 * Recorded through a proxy between the unmodified clients of Debian 12 and a server with agents: programs that use
 * all of gophercloud's load-balancing and networking packages and all of openstacksdk's network proxy that exists
 * here, and heat-api with heat-engine, which create, update three times and delete a stack of pools, VIPs, members,
 * monitors, a network, a subnet and a port. A client sends its next request only after an answer that it understands;
 * the types in each answer are checked as well.
 */
const CLIENTS = ['gophercloud-0.12.0', 'heat-19.0.0', 'openstacksdk-0.101.0'] as const;

describe('recorded clients', function () {
  this.timeout(60_000);

  for (const file of CLIENTS) {
    describe(file, () => {
      const api = useLbaasApi();
      const values = new Map<string, string>();

      before(async () => {
        values.set('agent', (await api.agent()).id);
        values.set('subnet', api.subnetId);
        values.set('free', '10.1.0.177');
      });

      it('gets the same answers', async () => {
        for (const [index, line] of recorded(file).entries()) {
          const answer = await send(line);
          const which = `${index + 1}: ${line.request}\n${JSON.stringify(answer.body)}`;
          expect(answer.status, which).to.equal(line.status);
          if (line.rows !== undefined) expect(Object.values(answer.body)[0], which).to.have.length(line.rows);
          const made = [Object.values(answer.body)[0]].flat() as unknown as readonly Made[];
          line.as?.forEach((name, at) => remember(name, made[at]));
        }
      });

      function send({ request, body }: Recorded): Promise<Answer> {
        const [method = '', path = ''] = filled(request).split(' ');
        if (method === 'GET') return api.admin.get(path);
        if (method === 'DELETE') return api.admin.delete(path);
        const sent: unknown = JSON.parse(filled(JSON.stringify(body)));
        return method === 'PUT' ? api.admin.put(path, sent) : api.admin.post(path, sent);
      }

      const filled = (text: string): string =>
        text.replaceAll(/\{([a-z_]+\d*(?:\.[a-z_]+)?)\}/g, (all, name: string) => values.get(name) ?? all);

      function remember(name: string, made: Made | undefined): void {
        values.set(name, made?.id ?? '');
        for (const [attribute, value] of Object.entries(made ?? {})) {
          if (typeof value === 'string') values.set(`${name}.${attribute}`, value);
        }
      }
    });
  }
});
