import { eventually } from '@lbaas/common/runtime';
import type { LabMachine } from '../lab/lab-machine.ts';
import { createFlat, createRouted } from './create-networks.ts';
import type { Example } from './example.ts';
import { type ExampleApi, type ExampleCalls, callsOf, waitUntilActive } from './example-calls.ts';
import { EXAMPLE_PORT, exampleObjects as objects } from './example-objects.ts';

const READY_DEADLINE_MS = 30_000;

/** Makes the example as any tenant would on networks of an admin, and waits until it serves the client. */
export async function createExample(machine: LabMachine, api: ExampleApi): Promise<Example> {
  const admin = callsOf(api.url, api.admin);
  const tenant = callsOf(api.url, api.member);
  const routed = machine.networks === 'routed' ? await createRouted(admin, tenant) : undefined;
  const place =
    routed === undefined
      ? await createFlat(admin)
      : { network: routed.networks.lb, subnet: routed.subnets.lb };
  const { vip, ...ids } = await createBalancer(machine, tenant, place.subnet);
  const vipAddress = vip.address ?? '';
  const floating =
    routed === undefined
      ? undefined
      : await tenant.create('floatingips', objects.floatingIp(routed.networks.office, vip.port_id ?? ''));
  const shown = [
    `lb/pools/${ids.pool}`,
    `lb/vips/${vip.id}`,
    ...ids.members.map((id) => `lb/members/${id}`),
    ...(floating === undefined ? [] : [`floatingips/${floating.id}`]),
  ];
  await waitUntilActive(tenant, shown, READY_DEADLINE_MS);
  const address = floating?.floating_ip_address ?? vipAddress;
  await waitUntilServed(machine, `http://${address}:${EXAMPLE_PORT}/`);
  return {
    ...place,
    ...ids,
    vip: vip.id,
    address,
    port: EXAMPLE_PORT,
    ...routed,
    ...(floating === undefined ? {} : { floatingIp: floating.id, vipAddress }),
  };
}

async function createBalancer(machine: LabMachine, { create }: ExampleCalls, subnet: string) {
  const { id: pool } = await create('lb/pools', objects.pool(subnet));
  const members: string[] = [];
  for (const { plan } of machine.ofKind('member')) {
    members.push((await create('lb/members', objects.member(pool, plan.ipv4 ?? ''))).id);
  }
  const vip = await create('lb/vips', objects.vip(pool, subnet));
  const { id: monitor } = await create('lb/health_monitors', objects.healthMonitor());
  await create(`lb/pools/${pool}/health_monitors`, objects.association(monitor));
  return { pool, members, vip, monitor };
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
