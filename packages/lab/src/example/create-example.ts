import { eventually } from '@lbaas/common/runtime';
import { requestApi } from '../api/api-client.ts';
import type { LabMachine } from '../lab/lab-machine.ts';
import type { Example } from './example.ts';
import { EXAMPLE_PORT, exampleObjects as objects } from './example-objects.ts';

interface Created {
  readonly id: string;
  readonly address?: string;
  readonly status?: string;
  readonly status_description?: string | null;
}

const READY_DEADLINE_MS = 30_000;

/** The API, and the headers of its callers. */
export interface ExampleApi {
  readonly url: string;
  readonly admin: Record<string, string>;
  readonly member: Record<string, string>;
}

/** Makes the example balancer, as any tenant would on a network of an admin, and waits until it serves the client. */
export async function createExample(machine: LabMachine, api: ExampleApi): Promise<Example> {
  const { network, subnet } = await createNetwork(creator(api.url, api.admin));
  const create = creator(api.url, api.member);
  const pool = await create('lb/pools', objects.pool(subnet.id));
  const members: string[] = [];
  for (const { plan } of machine.ofKind('member')) {
    members.push((await create('lb/members', objects.member(pool.id, plan.ipv4 ?? ''))).id);
  }
  const vip = await create('lb/vips', objects.vip(pool.id, subnet.id));
  const monitor = await create('lb/health_monitors', objects.healthMonitor());
  await create(`lb/pools/${pool.id}/health_monitors`, objects.association(monitor.id));
  await waitUntilActive(api, [`pools/${pool.id}`, `vips/${vip.id}`, ...members.map((id) => `members/${id}`)]);
  await waitUntilServed(machine, `http://${vip.address}:${EXAMPLE_PORT}/`);
  const ids = { network: network.id, subnet: subnet.id, pool: pool.id, vip: vip.id, monitor: monitor.id };
  return { ...ids, members, address: vip.address ?? '', port: EXAMPLE_PORT };
}

type Create = (collection: string, body: object) => Promise<Created>;

async function createNetwork(create: Create): Promise<{ network: Created; subnet: Created }> {
  const network = await create('networks', objects.network());
  return { network, subnet: await create('subnets', objects.subnet(network.id)) };
}

const creator =
  (apiUrl: string, headers: Record<string, string>): Create =>
  async (collection, body) => {
    const path = `/v2.0/${collection}`;
    const answer = await requestApi(apiUrl, { method: 'POST', path, body, headers });
    if (answer.status === 201) return Object.values(answer.body as Record<string, Created>)[0] as Created;
    throw new Error(`POST ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  };

async function waitUntilActive({ url, member }: ExampleApi, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await eventually(
      async () => {
        const call = { method: 'GET', path: `/v2.0/lb/${path}`, headers: member };
        const { body } = await requestApi(url, call);
        const object = Object.values(body as Record<string, Created>)[0];
        if (object?.status === 'ACTIVE') return;
        throw new Error(`${path} is ${object?.status}: ${object?.status_description ?? 'no reason given'}`);
      },
      { withinMs: READY_DEADLINE_MS },
    );
  }
}

async function waitUntilServed(machine: LabMachine, url: string): Promise<void> {
  const curl = ['curl', '--silent', '--show-error', '--fail', '--max-time', '2', url];
  await eventually(
    async () => {
      const { code, stderr } = await machine.host('client').exec(curl);
      if (code !== 0) throw new Error(stderr.trim());
    },
    { withinMs: READY_DEADLINE_MS },
  );
}
