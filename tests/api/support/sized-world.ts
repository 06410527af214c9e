import { randomUUID } from 'node:crypto';
import { startBriefStreams } from './brief-streams.ts';
import { type Fields, type Thing, show } from './lbaas-v1-client.ts';
import { type LbaasApi, associate, newMonitor, newNetwork, newPool, newVip } from './lbaas-v1-fixture.ts';
import { ROUTER_DRIVERS, addInterface, newFloatingIp, newOffice, newRouter } from './routing-fixture.ts';

/** A project with `size` objects of every kind that there can be many of. */
export interface SizedWorld {
  readonly api: LbaasApi;
  readonly size: number;
  readonly agent: string;
  readonly keptDevice: string;
  /** Has `size` subnets and ports, and the VIPs. */
  readonly network: string;
  readonly subnet: string;
  readonly port: string;
  /** Has `size` subnets and nothing else. */
  readonly emptyNetwork: string;
  readonly emptySubnet: string;
  /** Has a VIP, `size` members and `size` monitors. */
  readonly pool: string;
  /** The same without a VIP. */
  readonly idlePool: string;
  readonly sparePool: string;
  /** The first pool in every list. */
  readonly firstPool: string;
  readonly vip: string;
  readonly otherVip: string;
  readonly member: string;
  /** Associated with `size` pools; with none. */
  readonly monitor: string;
  readonly spareMonitor: string;
  readonly auditEntry: string;
  readonly routed: RoutedIds;
}

/** A router with `size` interfaces and floating IPs. */
export interface RoutedIds {
  readonly office: string;
  readonly router: string;
  readonly spareRouter: string;
  /** One that the router is not on. */
  readonly subnet: string;
  /** Two that no floating IP leads to. */
  readonly freePort: string;
  readonly otherPort: string;
  readonly floatingIp: string;
  readonly freeFloatingIp: string;
}

export async function startSizedWorld(size: number): Promise<SizedWorld> {
  const api = await startBriefStreams();
  // Alive for longer than a busy machine takes to create everything.
  const agent = (await api.agent({ silentForS: -3600, drivers: ROUTER_DRIVERS })).id;
  await times(size, () => api.agent({ silentForS: 60 }));
  const networks = await idsOf(size, () => newNetwork(api.one));
  await bulk(api, '/subnets', 'subnets', subnetsOf(api.networkId, size));
  const ports = await bulk(
    api,
    '/ports',
    'ports',
    several(size, () => ({ network_id: api.networkId })),
  );
  const emptyNetwork = at(networks, 0);
  const emptySubnets = await bulk(api, '/subnets', 'subnets', subnetsOf(emptyNetwork, size));
  const pools = await idsOf(size, () => newPool(api));
  const others = await idsOf(4, () => newPool(api));
  const [pool, idlePool, sparePool, otherPool] = others;
  const monitors = await idsOf(size, () => newMonitor(api));
  for (const full of [pool, idlePool]) await fill(api, full ?? '', monitors);
  for (const id of pools.slice(2)) await associate(api, id, at(monitors, 0));
  await times(size, (n) => newVip(api, at(pools, n), { protocol_port: 81 }));
  await times(size, (n) => api.admin.put(`/quotas/project-${n}`, { quota: { pool: 5 } }));
  const vip = await newVip(api, pool ?? '');
  const keptDevice = randomUUID();
  const kept = { device_id: keptDevice, kind: 'load_balancer', why: 'unknown', name: 'x', addresses: [] };
  const keptText = JSON.stringify([{ ...kept, epoch: 1, generation: 1 }]);
  await api.query('UPDATE agents SET kept_devices = $2 WHERE id = $1', [agent, keptText]);
  await api.query('INSERT INTO failover_brake (alive, agents) SELECT count(*), array_agg(id) FROM agents');
  const [entry] = await api.query<{ id: number }>('SELECT min(id) AS id FROM audit_log');
  return {
    api,
    size,
    agent,
    keptDevice,
    network: api.networkId,
    subnet: api.subnetId,
    port: at(ports, 0),
    emptyNetwork,
    emptySubnet: at(emptySubnets, 0),
    pool: pool ?? '',
    idlePool: idlePool ?? '',
    sparePool: sparePool ?? '',
    firstPool: at([...pools, ...others].toSorted(), 0),
    vip: vip.id,
    otherVip: (await newVip(api, otherPool ?? '')).id,
    member: at((await show(api.one, `/lb/pools/${pool}`)).members, 0),
    monitor: at(monitors, 0),
    spareMonitor: (await newMonitor(api)).id,
    auditEntry: String(entry?.id),
    routed: await route(api, size),
  };
}

async function route(api: LbaasApi, size: number): Promise<RoutedIds> {
  const office = (await newOffice(api)).id;
  const inside = (await newNetwork(api.one)).id;
  const subnets = await bulk(api, '/subnets', 'subnets', subnetsOf(inside, size + 1, '10.80'));
  const router = await newRouter(api.one, { external_gateway_info: { network_id: office } });
  await times(size, (n) => addInterface(api.one, router, { subnet_id: at(subnets, n) }));
  const item = { network_id: inside, fixed_ips: [{ subnet_id: at(subnets, 0) }] };
  const ports = await bulk(
    api,
    '/ports',
    'ports',
    several(size + 2, () => item),
  );
  const outside = { floating_network_id: office };
  const floatingIps = await idsOf(size, () => newFloatingIp(api.one, outside));
  await times(size, (n) =>
    api.one.put(`/floatingips/${at(floatingIps, n)}`, { floatingip: { port_id: at(ports, n) } }),
  );
  return {
    office,
    router: router.id,
    spareRouter: (await newRouter(api.one)).id,
    subnet: at(subnets, size),
    freePort: at(ports, size),
    otherPort: at(ports, size + 1),
    floatingIp: at(floatingIps, 1),
    freeFloatingIp: (await newFloatingIp(api.one, outside)).id,
  };
}

export const several = <T>(size: number, make: (n: number) => T): readonly T[] =>
  Array.from({ length: size }, (_, n) => make(n));

export const membersOf = (pool_id: string, size: number, net = '10.9.0'): readonly Fields[] =>
  several(size, (n) => ({ pool_id, address: `${net}.${n + 1}`, protocol_port: 80 }));

export const subnetsOf = (network_id: string, size: number, net = '10.50'): readonly Fields[] =>
  several(size, (n) => ({ network_id, ip_version: 4, cidr: `${net}.${n}.0/24` }));

async function fill(api: LbaasApi, pool: string, monitors: readonly string[]): Promise<void> {
  const ids = monitors.map((id) => ({ id }));
  await bulk(api, `/lb/pools/${pool}/health_monitors`, 'health_monitors', ids);
  await bulk(api, '/lb/members', 'members', membersOf(pool, monitors.length));
}

async function bulk(
  { one }: LbaasApi,
  path: string,
  collection: string,
  items: readonly Fields[],
): Promise<readonly string[]> {
  const { body } = await one.post(path, { [collection]: items });
  return (body[collection] as readonly Thing[]).map(({ id }) => id);
}

async function times(size: number, make: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 0; n < size; n += 1) await make(n);
}

async function idsOf(size: number, make: () => Promise<Thing>): Promise<readonly string[]> {
  const ids: string[] = [];
  await times(size, async () => ids.push((await make()).id));
  return ids;
}

const at = (ids: readonly string[], index: number): string => ids[index] ?? '';
