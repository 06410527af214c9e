import { type SizedWorld, membersOf, several, subnetsOf } from '../support/sized-world.ts';

/** A call, and the number of statements that it sends, including BEGIN and COMMIT, however much data there is. */
export interface Case {
  readonly statements: number;
  /** An exception: additional statements for each object that the call creates. */
  readonly each?: { readonly statements: number; readonly reason: string };
  readonly path: string | ((world: SizedWorld) => string);
  readonly body?: (world: SizedWorld) => unknown;
  readonly as?: 'admin';
  /** Refused to everybody. */
  readonly refused?: true;
}

type Cases = Readonly<Record<string, Case>>;

const POOL = { protocol: 'HTTP', lb_method: 'ROUND_ROBIN' };
const MONITOR = { type: 'TCP', delay: 5, timeout: 3, max_retries: 2 };
const ids = (w: SizedWorld, fields: object) => ({ subnet_id: w.subnet, pool_id: w.sparePool, ...fields });

const LB: Cases = {
  'GET /lb/events': { statements: 1, path: '/lb/events' },
  'GET /lb/pools': { statements: 1, path: '/lb/pools' },
  'GET /lb/pools, one page': { statements: 1, path: '/lb/pools?limit=20&sort_key=status&sort_dir=asc' },
  'GET /lb/pools, the next page': { statements: 1, path: (w) => `/lb/pools?limit=20&marker=${w.firstPool}` },
  'GET /lb/pools/{id}': { statements: 1, path: (w) => `/lb/pools/${w.pool}` },
  'GET /lb/pools/{id}/stats': { statements: 1, path: (w) => `/lb/pools/${w.pool}/stats` },
  'GET /lb/pools/{id}/explain': { statements: 1, path: (w) => `/lb/pools/${w.pool}/explain` },
  'GET /lb/pools/{id}/loadbalancer-agent': {
    statements: 2,
    path: (w) => `/lb/pools/${w.pool}/loadbalancer-agent`,
    as: 'admin',
  },
  'POST /lb/pools': {
    statements: 8,
    path: '/lb/pools',
    body: (w) => ({ pool: { ...POOL, subnet_id: w.subnet } }),
  },
  'PUT /lb/pools/{id}': {
    statements: 7,
    path: (w) => `/lb/pools/${w.pool}`,
    body: () => ({ pool: { lb_method: 'SOURCE_IP' } }),
  },
  'GET /lb/pools/{poolId}/health_monitors': {
    statements: 2,
    path: (w) => `/lb/pools/${w.pool}/health_monitors`,
  },
  'GET /lb/pools/{poolId}/health_monitors/{monitorId}': {
    statements: 2,
    path: (w) => `/lb/pools/${w.pool}/health_monitors/${w.monitor}`,
  },
  'PUT /lb/pools/{poolId}/health_monitors/{monitorId}': {
    statements: 0,
    path: (w) => `/lb/pools/${w.pool}/health_monitors/${w.monitor}`,
    body: () => ({ health_monitor: {} }),
    refused: true,
  },
  'POST /lb/pools/{poolId}/health_monitors': {
    statements: 7,
    path: (w) => `/lb/pools/${w.pool}/health_monitors`,
    body: (w) => ({ health_monitor: { id: w.spareMonitor } }),
  },
  'DELETE /lb/pools/{poolId}/health_monitors/{monitorId}': {
    statements: 7,
    path: (w) => `/lb/pools/${w.pool}/health_monitors/${w.spareMonitor}`,
  },
  'GET /lb/vips': { statements: 1, path: '/lb/vips' },
  'GET /lb/vips/{id}': { statements: 1, path: (w) => `/lb/vips/${w.vip}` },
  'POST /lb/vips': {
    statements: 19,
    path: '/lb/vips',
    body: (w) => ({ vip: ids(w, { protocol: 'HTTP', protocol_port: 80 }) }),
  },
  'PUT /lb/vips/{id}': {
    statements: 7,
    path: (w) => `/lb/vips/${w.vip}`,
    body: () => ({ vip: { connection_limit: 7 } }),
  },
  'PUT /lb/vips/{id}, to another pool': {
    statements: 21,
    path: (w) => `/lb/vips/${w.otherVip}`,
    body: (w) => ({ vip: { pool_id: w.idlePool } }),
  },
  'DELETE /lb/vips/{id}': { statements: 8, path: (w) => `/lb/vips/${w.otherVip}` },
  'GET /lb/members': { statements: 1, path: '/lb/members' },
  'GET /lb/members/{id}': { statements: 1, path: (w) => `/lb/members/${w.member}` },
  'POST /lb/members': {
    statements: 8,
    path: '/lb/members',
    body: (w) => ({ member: membersOf(w.pool, 1, '10.10.0')[0] }),
  },
  'POST /lb/members, many': {
    statements: 8,
    path: '/lb/members',
    body: (w) => ({ members: membersOf(w.pool, w.size, '10.11.0') }),
  },
  'PUT /lb/members/{id}': {
    statements: 7,
    path: (w) => `/lb/members/${w.member}`,
    body: () => ({ member: { weight: 3 } }),
  },
  'PUT /lb/members/{id}, to another pool': {
    statements: 9,
    path: (w) => `/lb/members/${w.member}`,
    body: (w) => ({ member: { pool_id: w.sparePool } }),
  },
  'DELETE /lb/members/{id}': { statements: 6, path: (w) => `/lb/members/${w.member}` },
  'GET /lb/health_monitors': { statements: 1, path: '/lb/health_monitors' },
  'GET /lb/health_monitors/{id}': { statements: 1, path: (w) => `/lb/health_monitors/${w.monitor}` },
  'POST /lb/health_monitors': {
    statements: 6,
    path: '/lb/health_monitors',
    body: () => ({ health_monitor: MONITOR }),
  },
  'PUT /lb/health_monitors/{id}': {
    statements: 9,
    path: (w) => `/lb/health_monitors/${w.monitor}`,
    body: () => ({ health_monitor: { delay: 9 } }),
  },
  'DELETE /lb/health_monitors/{id}': {
    statements: 5,
    path: (w) => `/lb/health_monitors/${w.spareMonitor}`,
  },
  'DELETE /lb/pools/{id}': { statements: 11, path: (w) => `/lb/pools/${w.idlePool}` },
  'GET /service-providers': { statements: 0, path: '/service-providers' },
};

const NETWORK: Cases = {
  'GET /networks': { statements: 1, path: '/networks' },
  'GET /networks/{id}': { statements: 1, path: (w) => `/networks/${w.network}` },
  'POST /networks': { statements: 6, path: '/networks', body: () => ({ network: {} }) },
  'POST /networks, many': {
    statements: 6,
    path: '/networks',
    body: (w) => ({ networks: several(w.size, () => ({})) }),
  },
  'PUT /networks/{id}': {
    statements: 10,
    path: (w) => `/networks/${w.network}`,
    body: () => ({ network: { mtu: 1400 } }),
  },
  'GET /subnets': { statements: 1, path: '/subnets' },
  'GET /subnets/{id}': { statements: 1, path: (w) => `/subnets/${w.subnet}` },
  'POST /subnets': {
    statements: 9,
    path: '/subnets',
    body: (w) => ({ subnet: subnetsOf(w.emptyNetwork, 1, '10.60')[0] }),
  },
  'POST /subnets, many': {
    statements: 9,
    path: '/subnets',
    body: (w) => ({ subnets: subnetsOf(w.emptyNetwork, w.size, '10.70') }),
  },
  'PUT /subnets/{id}': {
    statements: 11,
    path: (w) => `/subnets/${w.subnet}`,
    body: () => ({ subnet: { gateway_ip: null } }),
  },
  'DELETE /subnets/{id}': { statements: 9, path: (w) => `/subnets/${w.emptySubnet}` },
  'GET /ports': { statements: 1, path: '/ports' },
  'GET /ports/{id}': { statements: 1, path: (w) => `/ports/${w.port}` },
  'POST /ports': { statements: 10, path: '/ports', body: (w) => ({ port: { network_id: w.network } }) },
  'POST /ports, many': {
    statements: 7,
    each: { statements: 3, reason: 'each takes the lowest address that is free behind those before it' },
    path: '/ports',
    body: (w) => ({ ports: several(w.size, () => ({ network_id: w.network })) }),
  },
  'PUT /ports/{id}': {
    statements: 9,
    path: (w) => `/ports/${w.port}`,
    body: (w) => ({ port: { fixed_ips: [{ subnet_id: w.subnet }] } }),
  },
  'DELETE /ports/{id}': { statements: 5, path: (w) => `/ports/${w.port}` },
  'DELETE /networks/{id}': { statements: 10, path: (w) => `/networks/${w.emptyNetwork}` },
};

const ADMIN: Cases = {
  'GET /agents': { statements: 1, path: '/agents', as: 'admin' },
  'GET /agents/{id}': { statements: 1, path: (w) => `/agents/${w.agent}`, as: 'admin' },
  'GET /agents/{id}/loadbalancer-pools': {
    statements: 2,
    path: (w) => `/agents/${w.agent}/loadbalancer-pools`,
    as: 'admin',
  },
  'PUT /agents/{id}': {
    statements: 6,
    path: (w) => `/agents/${w.agent}`,
    body: () => ({ agent: { description: 'rack 2' } }),
    as: 'admin',
  },
  'DELETE /agents/{id}': { statements: 8, path: (w) => `/agents/${w.agent}`, as: 'admin' },
  'GET /quotas': { statements: 1, path: '/quotas', as: 'admin' },
  'POST /quotas': { statements: 0, path: '/quotas', body: () => ({}), refused: true },
  'GET /quotas/tenant': { statements: 0, path: '/quotas/tenant' },
  'GET /quotas/{projectId}': { statements: 1, path: '/quotas/one' },
  'GET /quotas/{projectId}/default': { statements: 0, path: '/quotas/one/default' },
  'PUT /quotas/{projectId}': {
    statements: 5,
    path: '/quotas/one',
    body: () => ({ quota: { pool: 900, vip: 900 } }),
    as: 'admin',
  },
  'DELETE /quotas/{projectId}': { statements: 4, path: '/quotas/one', as: 'admin' },
  'GET /audit-log': { statements: 1, path: '/audit-log', as: 'admin' },
  'GET /audit-log/{id}': { statements: 1, path: (w) => `/audit-log/${w.auditEntry}`, as: 'admin' },
  'GET /extensions': { statements: 0, path: '/extensions' },
  'GET /extensions/{alias}': { statements: 0, path: '/extensions/lbaas' },
};

/** By method and path; after a comma, what is special about the case. They run in this order, in one database. */
export const CASES: Cases = { ...LB, ...NETWORK, ...ADMIN };
