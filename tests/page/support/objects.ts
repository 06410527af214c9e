import { type ApiObject, call } from '../../e2e/support/balancer.ts';
import type { PageWorld } from './page-world.ts';

type Body = Readonly<Record<string, unknown>>;

/** A pool on the network of the example, made through the API. */
export const makePool = ({ lab, example }: PageWorld, name: string, more: Body = {}): Promise<ApiObject> =>
  call(lab, 'POST', '/v2.0/lb/pools', {
    pool: { name, protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: example.subnets.lb, ...more },
  });

export const makeVip = (world: PageWorld, pool: ApiObject, more: Body = {}): Promise<ApiObject> =>
  call(world.lab, 'POST', '/v2.0/lb/vips', {
    vip: {
      name: `${String(pool['name'])}-vip`,
      pool_id: pool.id,
      subnet_id: world.example.subnets.lb,
      protocol: pool['protocol'],
      protocol_port: 8080,
      ...more,
    },
  });

export const makeMember = ({ lab }: PageWorld, pool: ApiObject, address: string): Promise<ApiObject> =>
  call(lab, 'POST', '/v2.0/lb/members', { member: { pool_id: pool.id, address, protocol_port: 8080 } });

export const makeMonitor = ({ lab }: PageWorld, more: Body = {}): Promise<ApiObject> =>
  call(lab, 'POST', '/v2.0/lb/health_monitors', {
    health_monitor: { type: 'TCP', delay: 9, timeout: 3, max_retries: 2, ...more },
  });

export const makeNetwork = ({ lab }: PageWorld, name: string): Promise<ApiObject> =>
  call(lab, 'POST', '/v2.0/networks', { network: { name } });

export const makeSubnet = (
  { lab }: PageWorld,
  network: ApiObject,
  name: string,
  cidr: string,
): Promise<ApiObject> =>
  call(lab, 'POST', '/v2.0/subnets', { subnet: { network_id: network.id, name, cidr, ip_version: 4 } });
