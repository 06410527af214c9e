import type { ApiPart } from '@lbaas/server/testing';
import { type Client, type Fields, type Thing, created } from '../support/lbaas-v1-client.ts';
import { type BriefStreamsApi, startBriefStreams } from '../support/brief-streams.ts';
import { type LbaasApi, newNetwork, newSubnet } from '../support/lbaas-v1-fixture.ts';
import { type Canaries, canaries } from './canaries.ts';
import { Tables } from './tables.ts';

export const ONE = 'one';
export const TWO = 'CANARY-project-two';

export type Resource = NonNullable<ApiPart['resources']>[number];

/** Ids by the singular of their resource. */
export type Ids = Readonly<Record<string, readonly string[]>>;

/** Two projects with the same objects, and what an admin has created for both. Project two's are full of canaries. */
export interface World {
  readonly api: BriefStreamsApi;
  readonly resources: readonly Resource[];
  readonly own: Ids;
  readonly foreign: Ids;
  /** What no answer to project one may contain. */
  readonly secrets: readonly string[];
  readonly tables: Tables;
}

export async function startWorld(): Promise<World> {
  const api = await startBriefStreams();
  const resources = api.parts.flatMap((part) => part.resources ?? []);
  const agents = [await lastingAgent(api, 'host-a'), await lastingAgent(api, 'host-b')];
  const shared = await newNetwork(api.admin, { shared: true });
  const common = (await newSubnet(api.admin, shared.id, '10.3.0.0/24')).id;
  const office = await newNetwork(api.admin, { 'router:external': true });
  await newSubnet(api.admin, office.id, '10.5.0.0/24');
  const admins = {
    agent: agents.map(({ id }) => id),
    network: [shared.id],
    subnet: [common],
    floating_network: [office.id],
  };
  const plain: Canaries = { fields: () => ({}) };
  const own = await populate(api.one, {
    cidr: '10.20.0.0/24',
    canaries: plain,
    cookie: 'SESSION',
    common,
    office: office.id,
  });
  const two = api.as({ 'x-project-id': TWO, 'x-roles': 'member' });
  const foreign = await populate(two, {
    cidr: '10.77.0.0/24',
    canaries: canaries(resources),
    cookie: 'CANARY',
    common,
    office: office.id,
  });
  const lent = await lendNetwork(api, two);
  for (const project of [ONE, TWO]) await api.admin.put(`/quotas/${project}`, { quota: { pool: 1000 } });
  const secrets = [TWO, 'CANARY', '10.77.0.177', '10.77.9.9', ...Object.values(foreign).flat(), lent.pool];
  const tables = await Tables.of(api, [...Object.values(foreign).flat(), lent.pool]);
  await tables.save();
  return { api, resources, own: merge(own, admins, lent.ids), foreign, secrets, tables };
}

/** Its only heartbeat is in the future, so no answer says for how long it has been silent: two answers would differ. */
const lastingAgent = (api: LbaasApi, host: string) => api.agent({ host, silentForS: -3600 });

interface Plan {
  readonly cidr: string;
  readonly canaries: Canaries;
  readonly cookie: string;
  /** A subnet for everybody. */
  readonly common: string;
  /** An external network. */
  readonly office: string;
}

const PROTOCOLS = ['HTTP', 'HTTP', 'TCP', 'HTTPS'] as const;

/** A network with everything on it; the first pool has a VIP. */
async function populate(
  client: Client,
  { cidr, canaries: { fields }, cookie, common, office }: Plan,
): Promise<Ids> {
  const make = async (path: string, singular: string, rest: Fields): Promise<Thing> =>
    created(await client.post(path, { [singular]: { ...fields(singular), ...rest } }));
  const at = (host: number): string => cidr.replace('0/24', String(host));
  const network = await make('/networks', 'network', {});
  const subnet = await make('/subnets', 'subnet', { network_id: network.id, ip_version: 4, cidr });
  const six = { network_id: network.id, ip_version: 6, cidr: `fd00:${at(0).split('.')[1]}::/64` };
  const subnet6 = await make('/subnets', 'subnet', six);
  const port = await make('/ports', 'port', { network_id: network.id });
  const lb = { subnet_id: subnet.id, lb_method: 'ROUND_ROBIN' };
  const pools: Thing[] = [];
  for (const protocol of PROTOCOLS) pools.push(await make('/lb/pools', 'pool', { ...lb, protocol }));
  pools.push(await make('/lb/pools', 'pool', { ...lb, protocol: 'HTTP', subnet_id: common }));
  const pool_id = pools[0]?.id;
  const listener = { pool_id, subnet_id: subnet.id, protocol: 'HTTP', protocol_port: 80, address: at(177) };
  const persistence = { type: 'APP_COOKIE', cookie_name: cookie };
  const vip = await make('/lb/vips', 'vip', { ...listener, session_persistence: persistence });
  const member = { pool_id, protocol_port: 8080 };
  const members = [
    await make('/lb/members', 'member', { ...member, address: at(9).replace('.0.9', '.9.9') }),
    await make('/lb/members', 'member', { ...member, address: at(10) }),
  ];
  const check = { type: 'HTTP', delay: 30, timeout: 3, max_retries: 2 };
  const monitors = [
    await make('/lb/health_monitors', 'health_monitor', check),
    await make('/lb/health_monitors', 'health_monitor', { ...check, type: 'TCP' }),
  ];
  const association = { health_monitor: { id: monitors[0]?.id } };
  created(await client.post(`/lb/pools/${pool_id}/health_monitors`, association));
  const inside = await make('/networks', 'network', {});
  const [ip_version, net] = [4, cidr.replace('.0.0/24', '.8.0/24')];
  const routed = await make('/subnets', 'subnet', { network_id: inside.id, ip_version, cidr: net });
  const target = await make('/ports', 'port', { network_id: inside.id });
  const router = await make('/routers', 'router', { external_gateway_info: { network_id: office } });
  await client.put(`/routers/${router.id}/add_router_interface`, { subnet_id: routed.id });
  const floatingIp = await make('/floatingips', 'floatingip', { floating_network_id: office });
  const ids = (...things: readonly Thing[]): string[] => things.map(({ id }) => id);
  return {
    router: ids(router),
    floatingip: ids(floatingIp),
    routed_port: ids(target),
    network: ids(network),
    subnet: ids(subnet, subnet6),
    port: [...ids(port), vip.port_id],
    pool: ids(...pools),
    vip: ids(vip),
    member: ids(...members),
    health_monitor: ids(...monitors),
  };
}

/** A network of project one with a pool of project two: the closest that two projects get to each other. */
async function lendNetwork(
  api: LbaasApi,
  two: Client,
): Promise<{ readonly ids: Ids; readonly pool: string }> {
  const network = await newNetwork(api.one, { name: 'lent' });
  const subnet = await newSubnet(api.one, network.id, '10.4.0.0/24');
  await api.admin.put(`/networks/${network.id}`, { network: { shared: true } });
  const fields = { subnet_id: subnet.id, protocol: 'HTTP', lb_method: 'ROUND_ROBIN', name: 'CANARY-lent' };
  const pool = created(await two.post('/lb/pools', { pool: fields }));
  return { ids: { network: [network.id], subnet: [subnet.id] }, pool: pool.id };
}

const merge = (...all: readonly Ids[]): Ids => {
  const names = new Set(all.flatMap((ids) => Object.keys(ids)));
  return Object.fromEntries([...names].map((name) => [name, all.flatMap((ids) => ids[name] ?? [])]));
};
