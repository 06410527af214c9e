import type { EntitySchema } from 'typeorm';
import { AGENTS, DATABASE_HISTORY, FAILOVER_BRAKE, FORMER_HOSTS } from './agents.ts';
import { ADDRESS_HOLDS, DEVICES, PLACEMENTS } from './devices.ts';
import { AGENT_NOTICES, EVENTS, EVENT_HORIZON } from './events.ts';
import {
  HEALTH_MONITORS,
  LISTENERS,
  LOAD_BALANCERS,
  MEMBERS,
  MEMBER_HEALTH,
  POOLS,
  POOL_HEALTH_MONITORS,
  STATISTICS,
  TRAFFIC,
} from './load-balancers.ts';
import { IP_ALLOCATIONS, NETWORKS, NETWORK_HOSTS, PORTS, SUBNETS } from './networks.ts';
import { AUDIT_LOG, IDEMPOTENCY_KEYS, PAGE_SESSIONS, QUOTAS } from './projects.ts';
import { FLOATING_IPS, ROUTERS, ROUTER_INTERFACES } from './routers.ts';

const TABLES = {
  agents: AGENTS,
  former_hosts: FORMER_HOSTS,
  failover_brake: FAILOVER_BRAKE,
  database_history: DATABASE_HISTORY,
  networks: NETWORKS,
  network_hosts: NETWORK_HOSTS,
  subnets: SUBNETS,
  ports: PORTS,
  ip_allocations: IP_ALLOCATIONS,
  devices: DEVICES,
  placements: PLACEMENTS,
  address_holds: ADDRESS_HOLDS,
  load_balancers: LOAD_BALANCERS,
  pools: POOLS,
  listeners: LISTENERS,
  members: MEMBERS,
  health_monitors: HEALTH_MONITORS,
  pool_health_monitors: POOL_HEALTH_MONITORS,
  member_health: MEMBER_HEALTH,
  statistics: STATISTICS,
  traffic: TRAFFIC,
  routers: ROUTERS,
  router_interfaces: ROUTER_INTERFACES,
  floating_ips: FLOATING_IPS,
  quotas: QUOTAS,
  audit_log: AUDIT_LOG,
  events: EVENTS,
  event_horizon: EVENT_HORIZON,
  agent_notices: AGENT_NOTICES,
  idempotency_keys: IDEMPOTENCY_KEYS,
  page_sessions: PAGE_SESSIONS,
};

/** Every table. A test holds them against what the migrations make. */
export const ENTITIES: readonly EntitySchema[] = Object.values<EntitySchema>(TABLES);

type Tables = typeof TABLES;

/**
 * A row of a table as a query returns it. Row types of queries are made of it, so that a column that is renamed, or may
 * be null, is an error wherever it is read.
 */
export type RowOf<Table extends keyof Tables> = Tables[Table] extends EntitySchema<infer Row> ? Row : never;

/** For a column that a query returns under another name. */
export type ColumnOf<Table extends keyof Tables, Name extends keyof RowOf<Table>> = RowOf<Table>[Name];
