import type { BoundName } from './statement-bounds.ts';
import { type SizedWorld, membersOf, several, subnetsOf } from '../support/sized-world.ts';

/** A call, and the class of calls whose bound holds for it. */
export interface Case {
  readonly bound: BoundName;
  /** An exception: more for each object that the call creates, after the first one. */
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
  'GET /lb/events': { bound: 'read', path: '/lb/events' },
  'GET /lb/pools': { bound: 'read', path: '/lb/pools' },
  'GET /lb/pools, one page': { bound: 'read', path: '/lb/pools?limit=20&sort_key=status&sort_dir=asc' },
  'GET /lb/pools, the next page': { bound: 'read', path: (w) => `/lb/pools?limit=20&marker=${w.firstPool}` },
  'GET /lb/pools/{id}': { bound: 'read', path: (w) => `/lb/pools/${w.pool}` },
  'GET /lb/pools/{id}/stats': { bound: 'read', path: (w) => `/lb/pools/${w.pool}/stats` },
  'GET /lb/pools/{id}/stats/history': { bound: 'read', path: (w) => `/lb/pools/${w.pool}/stats/history` },
  'GET /lb/pools/{id}/explain': { bound: 'read', path: (w) => `/lb/pools/${w.pool}/explain` },
  'GET /lb/pools/{id}/configuration': { bound: 'read', path: (w) => `/lb/pools/${w.pool}/configuration` },
  'POST /lb/loadbalancers/preview': {
    bound: 'preview',
    path: '/lb/loadbalancers/preview',
    body: (w) => ({
      loadbalancer: {
        pool: { ...POOL, subnet_id: w.subnet },
        vip: { protocol: 'HTTP', protocol_port: 80, subnet_id: w.subnet },
        members: [{ address: '10.0.0.11', protocol_port: 80 }],
        health_monitors: [MONITOR],
      },
    }),
  },
  'PUT /lb/pools/{id}, as a dry run': {
    bound: 'change with others',
    path: (w) => `/lb/pools/${w.pool}?dry_run=true`,
    body: () => ({ pool: { lb_method: 'LEAST_CONNECTIONS' } }),
  },
  'GET /lb/pools/{id}/loadbalancer-agent': {
    bound: 'read under another',
    path: (w) => `/lb/pools/${w.pool}/loadbalancer-agent`,
    as: 'admin',
  },
  'POST /lb/pools': {
    bound: 'create',
    path: '/lb/pools',
    body: (w) => ({ pool: { ...POOL, subnet_id: w.subnet } }),
  },
  'PUT /lb/pools/{id}': {
    bound: 'change',
    path: (w) => `/lb/pools/${w.pool}`,
    body: () => ({ pool: { lb_method: 'SOURCE_IP' } }),
  },
  'GET /lb/pools/{poolId}/health_monitors': {
    bound: 'read under another',
    path: (w) => `/lb/pools/${w.pool}/health_monitors`,
  },
  'GET /lb/pools/{poolId}/health_monitors/{monitorId}': {
    bound: 'read under another',
    path: (w) => `/lb/pools/${w.pool}/health_monitors/${w.monitor}`,
  },
  'PUT /lb/pools/{poolId}/health_monitors/{monitorId}': {
    bound: 'answer without data',
    path: (w) => `/lb/pools/${w.pool}/health_monitors/${w.monitor}`,
    body: () => ({ health_monitor: {} }),
    refused: true,
  },
  'POST /lb/pools/{poolId}/health_monitors': {
    bound: 'create',
    path: (w) => `/lb/pools/${w.pool}/health_monitors`,
    body: (w) => ({ health_monitor: { id: w.spareMonitor } }),
  },
  'DELETE /lb/pools/{poolId}/health_monitors/{monitorId}': {
    bound: 'delete',
    path: (w) => `/lb/pools/${w.pool}/health_monitors/${w.spareMonitor}`,
  },
  'GET /lb/loadbalancers': { bound: 'read', path: '/lb/loadbalancers' },
  'GET /lb/loadbalancers, problems first': {
    bound: 'read',
    path: '/lb/loadbalancers?limit=20&sort_key=severity&sort_dir=desc&q=a',
  },
  'GET /lb/loadbalancers/{id}': { bound: 'read', path: (w) => `/lb/loadbalancers/${w.pool}` },
  'GET /lb/vips': { bound: 'read', path: '/lb/vips' },
  'GET /lb/vips/{id}': { bound: 'read', path: (w) => `/lb/vips/${w.vip}` },
  'POST /lb/vips': {
    bound: 'create of a VIP',
    path: '/lb/vips',
    body: (w) => ({ vip: ids(w, { protocol: 'HTTP', protocol_port: 80 }) }),
  },
  'PUT /lb/vips/{id}': {
    bound: 'change',
    path: (w) => `/lb/vips/${w.vip}`,
    body: () => ({ vip: { connection_limit: 7 } }),
  },
  'PUT /lb/vips/{id}, to another pool': {
    bound: 'move of a VIP',
    path: (w) => `/lb/vips/${w.otherVip}`,
    body: (w) => ({ vip: { pool_id: w.idlePool } }),
  },
  'DELETE /lb/vips/{id}': { bound: 'delete', path: (w) => `/lb/vips/${w.otherVip}` },
  'GET /lb/members': { bound: 'read', path: '/lb/members' },
  'GET /lb/members/{id}': { bound: 'read', path: (w) => `/lb/members/${w.member}` },
  'POST /lb/members': {
    bound: 'create',
    path: '/lb/members',
    body: (w) => ({ member: membersOf(w.pool, 1, '10.10.0')[0] }),
  },
  'POST /lb/members, many': {
    bound: 'create',
    path: '/lb/members',
    body: (w) => ({ members: membersOf(w.pool, w.size, '10.11.0') }),
  },
  'PUT /lb/members/{id}': {
    bound: 'change',
    path: (w) => `/lb/members/${w.member}`,
    body: () => ({ member: { weight: 3 } }),
  },
  'PUT /lb/members/{id}, to another pool': {
    bound: 'change with others',
    path: (w) => `/lb/members/${w.member}`,
    body: (w) => ({ member: { pool_id: w.sparePool } }),
  },
  'DELETE /lb/members/{id}': { bound: 'delete', path: (w) => `/lb/members/${w.member}` },
  'GET /lb/health_monitors': { bound: 'read', path: '/lb/health_monitors' },
  'GET /lb/health_monitors/{id}': { bound: 'read', path: (w) => `/lb/health_monitors/${w.monitor}` },
  'POST /lb/health_monitors': {
    bound: 'create',
    path: '/lb/health_monitors',
    body: () => ({ health_monitor: MONITOR }),
  },
  'PUT /lb/health_monitors/{id}': {
    bound: 'change with others',
    path: (w) => `/lb/health_monitors/${w.monitor}`,
    body: () => ({ health_monitor: { delay: 9 } }),
  },
  'DELETE /lb/health_monitors/{id}': {
    bound: 'delete',
    path: (w) => `/lb/health_monitors/${w.spareMonitor}`,
  },
  'DELETE /lb/pools/{id}': { bound: 'delete with others', path: (w) => `/lb/pools/${w.idlePool}` },
  'GET /service-providers': { bound: 'answer without data', path: '/service-providers' },
};

const NETWORK: Cases = {
  'GET /search': { bound: 'read', path: '/search?q=10.' },
  'GET /topology': { bound: 'read', path: '/topology' },
  'GET /networks': { bound: 'read', path: '/networks' },
  'GET /networks/{id}': { bound: 'read', path: (w) => `/networks/${w.network}` },
  'POST /networks': { bound: 'create', path: '/networks', body: () => ({ network: {} }) },
  'POST /networks, many': {
    bound: 'create',
    path: '/networks',
    body: (w) => ({ networks: several(w.size, () => ({})) }),
  },
  'PUT /networks/{id}': {
    bound: 'change with others',
    path: (w) => `/networks/${w.network}`,
    body: () => ({ network: { mtu: 1400 } }),
  },
  'GET /subnets': { bound: 'read', path: '/subnets' },
  'GET /subnets/{id}': { bound: 'read', path: (w) => `/subnets/${w.subnet}` },
  'POST /subnets': {
    bound: 'create with addresses',
    path: '/subnets',
    body: (w) => ({ subnet: subnetsOf(w.emptyNetwork, 1, '10.60')[0] }),
  },
  'POST /subnets, many': {
    bound: 'create with addresses',
    path: '/subnets',
    body: (w) => ({ subnets: subnetsOf(w.emptyNetwork, w.size, '10.70') }),
  },
  'PUT /subnets/{id}': {
    bound: 'change with others',
    path: (w) => `/subnets/${w.subnet}`,
    body: () => ({ subnet: { gateway_ip: null } }),
  },
  'DELETE /subnets/{id}': { bound: 'delete with others', path: (w) => `/subnets/${w.emptySubnet}` },
  'GET /ports': { bound: 'read', path: '/ports' },
  'GET /ports/{id}': { bound: 'read', path: (w) => `/ports/${w.port}` },
  'POST /ports': {
    bound: 'create with addresses',
    path: '/ports',
    body: (w) => ({ port: { network_id: w.network } }),
  },
  'POST /ports, many': {
    bound: 'create with addresses',
    each: { statements: 3, reason: 'each takes the lowest address that is free after those before it' },
    path: '/ports',
    body: (w) => ({ ports: several(w.size, () => ({ network_id: w.network })) }),
  },
  'PUT /ports/{id}': {
    bound: 'change with others',
    path: (w) => `/ports/${w.port}`,
    body: (w) => ({ port: { fixed_ips: [{ subnet_id: w.subnet }] } }),
  },
  'DELETE /ports/{id}': { bound: 'delete', path: (w) => `/ports/${w.port}` },
  'DELETE /networks/{id}': { bound: 'delete with others', path: (w) => `/networks/${w.emptyNetwork}` },
};

const ROUTING: Cases = {
  'GET /routers': { bound: 'read', path: '/routers' },
  'GET /routers/{id}': { bound: 'read', path: (w) => `/routers/${w.routed.router}` },
  'GET /routers/{id}/explain': { bound: 'read', path: (w) => `/routers/${w.routed.router}/explain` },
  'GET /routers/{id}/stats': { bound: 'read', path: (w) => `/routers/${w.routed.router}/stats` },
  'POST /routers': { bound: 'create', path: '/routers', body: () => ({ router: {} }) },
  'POST /routers, with a gateway': {
    bound: 'change of a router',
    path: '/routers',
    body: (w) => ({ router: { external_gateway_info: { network_id: w.routed.office } } }),
  },
  'PUT /routers/{id}': {
    bound: 'change with others',
    path: (w) => `/routers/${w.routed.router}`,
    body: () => ({ router: { admin_state_up: false } }),
  },
  'PUT /routers/{id}, with a gateway': {
    bound: 'change of a router',
    path: (w) => `/routers/${w.routed.spareRouter}`,
    body: (w) => ({ router: { external_gateway_info: { network_id: w.routed.office } } }),
  },
  'PUT /routers/{id}/add_router_interface': {
    bound: 'change of a router',
    path: (w) => `/routers/${w.routed.router}/add_router_interface`,
    body: (w) => ({ subnet_id: w.routed.subnet }),
  },
  'PUT /routers/{id}/remove_router_interface': {
    bound: 'change with others',
    path: (w) => `/routers/${w.routed.router}/remove_router_interface`,
    body: (w) => ({ subnet_id: w.routed.subnet }),
  },
  'DELETE /routers/{id}': {
    bound: 'delete of a router',
    path: (w) => `/routers/${w.routed.spareRouter}`,
  },
  'GET /floatingips': { bound: 'read', path: '/floatingips' },
  'GET /floatingips/{id}': { bound: 'read', path: (w) => `/floatingips/${w.routed.floatingIp}` },
  'GET /floatingips/{id}/stats': {
    bound: 'read',
    path: (w) => `/floatingips/${w.routed.floatingIp}/stats`,
  },
  'POST /floatingips': {
    bound: 'change of a router',
    path: '/floatingips',
    body: (w) => ({ floatingip: { floating_network_id: w.routed.office, port_id: w.routed.freePort } }),
  },
  'PUT /floatingips/{id}': {
    bound: 'change of a router',
    path: (w) => `/floatingips/${w.routed.freeFloatingIp}`,
    body: (w) => ({ floatingip: { port_id: w.routed.otherPort } }),
  },
  'DELETE /floatingips/{id}': {
    bound: 'delete with others',
    path: (w) => `/floatingips/${w.routed.floatingIp}`,
  },
};

const ADMIN: Cases = {
  'GET /agents': { bound: 'read', path: '/agents', as: 'admin' },
  'GET /agents/{id}': { bound: 'read', path: (w) => `/agents/${w.agent}`, as: 'admin' },
  'GET /agents/{id}/loadbalancer-pools': {
    bound: 'read under another',
    path: (w) => `/agents/${w.agent}/loadbalancer-pools`,
    as: 'admin',
  },
  'PUT /agents/{id}': {
    bound: 'change',
    path: (w) => `/agents/${w.agent}`,
    body: () => ({ agent: { description: 'rack 2' } }),
    as: 'admin',
  },
  'GET /agents/failover': { bound: 'read', path: '/agents/failover', as: 'admin' },
  'DELETE /agents/failover/brake': { bound: 'delete', path: '/agents/failover/brake', as: 'admin' },
  'GET /agents/kept-devices': { bound: 'read', path: '/agents/kept-devices', as: 'admin' },
  'DELETE /agents/{id}/kept-devices/{deviceId}': {
    bound: 'delete',
    path: (w) => `/agents/${w.agent}/kept-devices/${w.keptDevice}`,
    as: 'admin',
  },
  'POST /agents/{id}/devices': {
    bound: 'change with others',
    path: (w) => `/agents/${w.agent}/devices`,
    body: (w) => ({ device: { device_id: w.pool } }),
    as: 'admin',
  },
  'POST /agents/rebalance': {
    bound: 'change',
    path: '/agents/rebalance',
    body: () => ({ rebalance: {} }),
    as: 'admin',
  },
  'DELETE /agents/{id}': { bound: 'delete with others', path: (w) => `/agents/${w.agent}`, as: 'admin' },
  'GET /quotas': { bound: 'read', path: '/quotas', as: 'admin' },
  'POST /quotas': { bound: 'answer without data', path: '/quotas', body: () => ({}), refused: true },
  'GET /quotas/tenant': { bound: 'answer without data', path: '/quotas/tenant' },
  'GET /quotas/{projectId}': { bound: 'read', path: '/quotas/one' },
  'GET /quotas/{projectId}/details': { bound: 'read', path: '/quotas/one/details' },
  'GET /quotas/{projectId}/default': { bound: 'answer without data', path: '/quotas/one/default' },
  'PUT /quotas/{projectId}': {
    bound: 'change',
    path: '/quotas/one',
    body: () => ({ quota: { pool: 900, vip: 900 } }),
    as: 'admin',
  },
  'DELETE /quotas/{projectId}': { bound: 'delete', path: '/quotas/one', as: 'admin' },
  'GET /diagnostics': { bound: 'read', path: '/diagnostics', as: 'admin' },
  'GET /audit-log': { bound: 'read', path: '/audit-log', as: 'admin' },
  'GET /audit-log/{id}': { bound: 'read', path: (w) => `/audit-log/${w.auditEntry}`, as: 'admin' },
  'GET /extensions': { bound: 'answer without data', path: '/extensions' },
  'GET /extensions/{alias}': { bound: 'answer without data', path: '/extensions/lbaas' },
};

/** By method and path; after a comma, what is special about the case. They run in this order, in one database. */
export const CASES: Cases = { ...LB, ...NETWORK, ...ROUTING, ...ADMIN };
