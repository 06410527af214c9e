import { eventually } from '@lbaas/common/runtime';
import { DATA_NETWORK, type Lab } from '@lbaas/lab';
import { expect } from 'chai';

type Body = Record<string, unknown>;

/** An API object, as far as the tests look at it. */
export interface ApiObject extends Body {
  readonly id: string;
  readonly status: string;
  readonly status_description: string;
}

/** A call that must succeed. @returns the object inside the wrapper */
export async function call(lab: Lab, method: string, path: string, body?: object): Promise<ApiObject> {
  const reply = await lab.api(method, path, body);
  expect(reply.status, `${method} ${path}: ${JSON.stringify(reply.body)}`).to.be.within(200, 204);
  return (reply.status === 204 ? {} : Object.values(reply.body as Body)[0]) as ApiObject;
}

export const WEB_ADDRESSES = { 4: ['10.0.0.11', '10.0.0.12'], 6: ['fd00:10::11', 'fd00:10::12'] } as const;
export type IpVersion = keyof typeof WEB_ADDRESSES;

const subnets = new WeakMap<Lab, Promise<Record<IpVersion, string>>>();

/** The flat network of the laboratory with an IPv4 and an IPv6 subnet; created once per laboratory. */
export function labSubnets(lab: Lab): Promise<Record<IpVersion, string>> {
  const known = subnets.get(lab) ?? createSubnets(lab);
  subnets.set(lab, known);
  return known;
}

async function createSubnets(lab: Lab): Promise<Record<IpVersion, string>> {
  const network = await call(lab, 'POST', '/v2.0/networks', {
    network: {
      name: 'lb-net',
      'provider:network_type': 'flat',
      'provider:physical_network': DATA_NETWORK.physicalNetwork,
    },
  });
  const subnet = async (ip_version: IpVersion): Promise<string> => {
    const { cidr, gateway, pool } = DATA_NETWORK[`ipv${ip_version}`];
    const plan = { ip_version, cidr, gateway_ip: gateway, allocation_pools: [pool] };
    return (await call(lab, 'POST', '/v2.0/subnets', { subnet: { network_id: network.id, ...plan } })).id;
  };
  return { 4: await subnet(4), 6: await subnet(6) };
}

export interface BalancerOptions {
  readonly ipVersion?: IpVersion;
  readonly pool?: Body;
  readonly vip?: Body;
  readonly memberPort?: number;
  /** One member per entry, merged over the defaults; two plain members by default. */
  readonly members?: readonly Body[];
  readonly monitors?: readonly Body[];
  readonly port?: number;
}

export interface Balancer {
  readonly pool: ApiObject;
  readonly vip: ApiObject;
  readonly members: readonly ApiObject[];
  readonly monitors: readonly ApiObject[];
  readonly address: string;
  readonly port: number;
}

/** Creates a balancer through the public API and waits until every object of it is realised. */
export async function createBalancer(lab: Lab, options: BalancerOptions = {}): Promise<Balancer> {
  const ipVersion = options.ipVersion ?? 4;
  const subnetId = (await labSubnets(lab))[ipVersion];
  const protocol = (options.pool?.['protocol'] as string | undefined) ?? 'HTTP';
  const pool = await call(lab, 'POST', '/v2.0/lb/pools', {
    pool: { name: 'e2e', protocol, lb_method: 'ROUND_ROBIN', subnet_id: subnetId, ...options.pool },
  });
  const monitors = await createMonitors(lab, pool.id, options.monitors ?? []);
  const members = await createMembers(lab, pool.id, ipVersion, options);
  const port = options.port ?? 8080;
  const vip = await call(lab, 'POST', '/v2.0/lb/vips', {
    vip: {
      name: 'e2e',
      pool_id: pool.id,
      subnet_id: subnetId,
      protocol,
      protocol_port: port,
      ...options.vip,
    },
  });
  await realised(lab, pool.id);
  return { pool, vip, members, monitors, address: vip['address'] as string, port };
}

async function createMembers(
  lab: Lab,
  poolId: string,
  ipVersion: IpVersion,
  options: BalancerOptions,
): Promise<ApiObject[]> {
  const members: ApiObject[] = [];
  for (const [index, member] of (options.members ?? [{}, {}]).entries()) {
    const address = WEB_ADDRESSES[ipVersion][index % 2];
    const defaults = { pool_id: poolId, address, protocol_port: options.memberPort ?? 8080 };
    members.push(await call(lab, 'POST', '/v2.0/lb/members', { member: { ...defaults, ...member } }));
  }
  return members;
}

async function createMonitors(lab: Lab, poolId: string, monitors: readonly Body[]): Promise<ApiObject[]> {
  const created: ApiObject[] = [];
  for (const monitor of monitors) {
    const defaults = { type: 'HTTP', delay: 1, timeout: 1, max_retries: 1 };
    const each = await call(lab, 'POST', '/v2.0/lb/health_monitors', {
      health_monitor: { ...defaults, ...monitor },
    });
    await call(lab, 'POST', `/v2.0/lb/pools/${poolId}/health_monitors`, { health_monitor: { id: each.id } });
    created.push(each);
  }
  return created;
}

/** The status of an object once it is no longer pending. */
export function settled(lab: Lab, path: string, withinMs = 30_000): Promise<string> {
  return eventually(
    async () => {
      const { status, status_description } = await call(lab, 'GET', path);
      expect(status, status_description).to.not.match(/PENDING/);
      return status;
    },
    { withinMs },
  );
}

/** Waits until neither the pool, nor its VIP, nor a member of it is pending or in ERROR. */
export async function realised(lab: Lab, poolId: string, withinMs = 30_000): Promise<void> {
  await eventually(
    async () => {
      const pool = await call(lab, 'GET', `/v2.0/lb/pools/${poolId}`);
      expect(pool.status, pool.status_description).to.not.match(/PENDING|ERROR/);
      const vip = await lab.api('GET', `/v2.0/lb/vips?pool_id=${poolId}&fields=status`);
      const members = await lab.api('GET', `/v2.0/lb/members?pool_id=${poolId}&fields=status`);
      expect(JSON.stringify([vip.body, members.body])).to.not.match(/PENDING|ERROR/);
    },
    { withinMs },
  );
}

export async function memberStatus(lab: Lab, memberId: string): Promise<string> {
  return (await call(lab, 'GET', `/v2.0/lb/members/${memberId}`)).status;
}

/** Deletes everything that belongs to a balancer, in the order that the API requires. */
export async function deleteBalancer(lab: Lab, balancer: Balancer): Promise<void> {
  await call(lab, 'DELETE', `/v2.0/lb/vips/${balancer.vip.id}`);
  await call(lab, 'DELETE', `/v2.0/lb/pools/${balancer.pool.id}`);
  for (const monitor of balancer.monitors)
    await call(lab, 'DELETE', `/v2.0/lb/health_monitors/${monitor.id}`);
}

/** Deletes every balancer that there is. */
export async function deleteBalancers(lab: Lab): Promise<void> {
  for (const kind of ['vips', 'pools', 'health_monitors']) {
    for (const { id } of await list(lab, `/v2.0/lb/${kind}`)) {
      await call(lab, 'DELETE', `/v2.0/lb/${kind}/${id}`);
    }
  }
}

export async function list(lab: Lab, path: string): Promise<ApiObject[]> {
  const { status, body } = await lab.api('GET', path);
  expect(status, `GET ${path}`).to.equal(200);
  return Object.values(body as Record<string, ApiObject[]>)[0] ?? [];
}
