import { eventually } from '@lbaas/common/runtime';
import type { CommandResult } from '@lbaas/lab';
import { expect } from 'chai';
import { withoutKeystone } from './support/client-environment.ts';
import { describeInMode } from './support/describe-client.ts';
import { DEPRECATION, words } from './support/neutron.ts';

const ONE_PER_SECOND = { LBAAS_API_RATE_LIMIT: '1', LBAAS_API_RATE_BURST: '1' };

const OUTPUT = new RegExp(
  `^${DEPRECATION}\nToo many requests: a project may make 1 requests per second\\.\n` +
    `Neutron server returns request_ids: \\['req-[0-9a-f-]{36}'\\]\n$`,
);

/** Uses up the project's rate while the work runs. */
async function besideOthers<T>(url: string, work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const others = async (): Promise<void> => {
    while (!done.signal.aborted) await (await fetch(`${url}/v2.0/extensions`)).text();
  };
  const asking = others();
  try {
    return await work();
  } finally {
    done.abort();
    await asking;
  }
}

describeInMode('without Keystone', 'neutron and a server that has had enough', 'member', (clients) => {
  it('says so and fails, without trying again', async () => {
    const { lab, client } = clients;
    const server = await lab.addServer('server-limited', ONE_PER_SECOND);
    let result: CommandResult | undefined;
    await besideOthers(server.url, () =>
      // This call may be the one that is allowed each second.
      eventually(
        async () => {
          result = await client.run(words('lb-pool-list'), withoutKeystone(server.url));
          expect(result.code).to.equal(1);
        },
        { withinMs: 60_000 },
      ),
    );
    await server.stop();
    expect(result?.stdout).to.equal('');
    expect(result?.stderr).to.match(OUTPUT);
  });
});
