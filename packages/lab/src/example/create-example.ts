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

/** Creates the example balancer through the API, as any tenant would, and waits until it serves the client. */
export async function createExample(apiUrl: string, machine: LabMachine): Promise<Example> {
  const create = creator(apiUrl);
  const network = await create('networks', objects.network());
  const subnet = await create('subnets', objects.subnet(network.id));
  const pool = await create('lb/pools', objects.pool(subnet.id));
  const members: string[] = [];
  for (const { plan } of machine.ofKind('member')) {
    members.push((await create('lb/members', objects.member(pool.id, plan.ipv4 ?? ''))).id);
  }
  const vip = await create('lb/vips', objects.vip(pool.id, subnet.id));
  const monitor = await create('lb/health_monitors', objects.healthMonitor());
  await create(`lb/pools/${pool.id}/health_monitors`, objects.association(monitor.id));
  await waitUntilActive(apiUrl, [
    `pools/${pool.id}`,
    `vips/${vip.id}`,
    ...members.map((id) => `members/${id}`),
  ]);
  await waitUntilServed(machine, `http://${vip.address}:${EXAMPLE_PORT}/`);
  const ids = { network: network.id, subnet: subnet.id, pool: pool.id, vip: vip.id, monitor: monitor.id };
  return { ...ids, members, address: vip.address ?? '', port: EXAMPLE_PORT };
}

const creator =
  (apiUrl: string) =>
  async (collection: string, body: object): Promise<Created> => {
    const path = `/v2.0/${collection}`;
    const answer = await requestApi(apiUrl, { method: 'POST', path, body });
    if (answer.status === 201) return Object.values(answer.body as Record<string, Created>)[0] as Created;
    throw new Error(`POST ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  };

async function waitUntilActive(apiUrl: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await eventually(
      async () => {
        const { body } = await requestApi(apiUrl, { method: 'GET', path: `/v2.0/lb/${path}` });
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
