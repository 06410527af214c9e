import { eventually } from '@lbaas/common/runtime';
import type { LabNetworks } from '../fabric/address-plan.ts';
import { ensureFlat, ensureRouted } from './ensure-networks.ts';
import type { Example } from './example.ts';
import {
  type Created,
  type ExampleApi,
  type ExampleCalls,
  callsOf,
  waitUntilActive,
} from './example-calls.ts';
import { EXAMPLE_PORT, exampleObjects as objects } from './example-objects.ts';

/** Where the example is made. */
export interface ExampleSite {
  readonly networks: LabNetworks;
  /** Addresses of the web back ends. */
  readonly members: readonly string[];
  /** One request of the client. @throws Error when it is not answered with 200 */
  readonly request: (url: string) => Promise<void>;
  /** How long each object may take until it is ACTIVE, and the client until it is served. */
  readonly withinMs: number;
}

/**
 * Makes the example as any tenant would on networks of an admin, and waits until it serves the client. What is there
 * already is kept, so it can be repeated.
 */
export async function ensureExample(site: ExampleSite, api: ExampleApi): Promise<Example> {
  const admin = callsOf(api.url, api.admin);
  const tenant = callsOf(api.url, api.member);
  const routed = site.networks === 'flat' ? undefined : await ensureRouted(admin, tenant, site.networks);
  const place =
    routed === undefined
      ? await ensureFlat(admin)
      : { network: routed.networks.lb, subnet: routed.subnets.lb };
  const { vip, ...ids } = await ensureBalancer(site.members, tenant, place.subnet);
  const vipAddress = vip.address ?? '';
  const floating = routed && (await ensureFloatingIp(tenant, routed.networks.office, vip));
  const shown = [
    `lb/pools/${ids.pool}`,
    `lb/vips/${vip.id}`,
    ...ids.members.map((id) => `lb/members/${id}`),
    ...(floating === undefined ? [] : [`floatingips/${floating.id}`]),
  ];
  await waitUntilActive(tenant, shown, site.withinMs);
  const address = floating?.floating_ip_address ?? vipAddress;
  await eventually(() => site.request(`http://${address}:${EXAMPLE_PORT}/`), { withinMs: site.withinMs });
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

async function ensureBalancer(addresses: readonly string[], tenant: ExampleCalls, subnet: string) {
  const { ensure } = tenant;
  const pool = await ensure('lb/pools', ['name'], objects.pool(subnet));
  const members: string[] = [];
  for (const address of addresses) {
    members.push((await ensure('lb/members', ['pool_id', 'address'], objects.member(pool.id, address))).id);
  }
  const vip = await ensure('lb/vips', ['pool_id'], objects.vip(pool.id, subnet));
  const monitor = pool.health_monitors?.[0] ?? (await createMonitor(tenant, pool.id));
  return { pool: pool.id, members, vip, monitor };
}

async function createMonitor({ create }: ExampleCalls, pool: string): Promise<string> {
  const { id } = await create('lb/health_monitors', objects.healthMonitor());
  await create(`lb/pools/${pool}/health_monitors`, objects.association(id));
  return id;
}

const ensureFloatingIp = ({ ensure }: ExampleCalls, office: string, vip: Created): Promise<Created> =>
  ensure('floatingips', ['port_id'], objects.floatingIp(office, vip.port_id ?? ''));
