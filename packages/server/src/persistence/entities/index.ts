import type { EntitySchema } from 'typeorm';
import { AGENTS } from './agents.ts';
import { ADDRESS_HOLDS, DEVICES, PLACEMENTS } from './devices.ts';
import { AGENT_NOTICES, EVENTS, EVENT_HORIZON } from './events.ts';
import {
  HEALTH_MONITORS,
  LISTENERS,
  LOAD_BALANCERS,
  MEMBERS,
  POOLS,
  POOL_HEALTH_MONITORS,
} from './load-balancers.ts';
import { IP_ALLOCATIONS, NETWORKS, PORTS, SUBNETS } from './networks.ts';
import { AUDIT_LOG, IDEMPOTENCY_KEYS, MEMBER_HEALTH, QUOTAS, STATISTICS } from './reports.ts';

/** Every table. A test holds them against what the migrations make. */
export const ENTITIES: EntitySchema[] = [
  AGENTS,
  NETWORKS,
  SUBNETS,
  PORTS,
  IP_ALLOCATIONS,
  DEVICES,
  PLACEMENTS,
  ADDRESS_HOLDS,
  LOAD_BALANCERS,
  POOLS,
  LISTENERS,
  MEMBERS,
  HEALTH_MONITORS,
  POOL_HEALTH_MONITORS,
  MEMBER_HEALTH,
  STATISTICS,
  QUOTAS,
  AUDIT_LOG,
  EVENTS,
  EVENT_HORIZON,
  AGENT_NOTICES,
  IDEMPOTENCY_KEYS,
];
