import type {
  DeviceId,
  LbMethod,
  MemberHealth,
  MonitorType,
  PersistenceType,
  Protocol,
} from '@lbaas/common/domain';
import {
  bigint,
  boolean,
  inet,
  integer,
  jsonb,
  nullable,
  primary,
  table,
  text,
  timestamp,
  timestampNow,
  uuid,
} from './table.ts';

const stamps = { created_generation: bigint(), changed_generation: bigint(), changed_at: timestampNow() };
const revision = bigint(1);

export const LOAD_BALANCERS = table(
  'load_balancers',
  {
    id: primary(uuid<DeviceId>()),
    project_id: text(),
    name: text(),
    description: text(),
    admin_state_up: boolean(),
    vip_port_id: nullable(uuid()),
  },
  {
    references: [
      { name: 'load_balancers_device_fkey', column: 'id', to: 'devices' },
      { name: 'load_balancers_vip_port_fkey', column: 'vip_port_id', to: 'ports' },
    ],
    indices: [{ name: 'load_balancers_vip_port_key', columns: ['vip_port_id'], unique: true }],
  },
);

export const POOLS = table(
  'pools',
  {
    id: primary(uuid()),
    project_id: text(),
    load_balancer_id: uuid<DeviceId>(),
    subnet_id: nullable(uuid()),
    name: text(),
    description: text(),
    protocol: text<Protocol>(),
    lb_method: text<LbMethod>(),
    admin_state_up: boolean(),
    session_persistence:
      nullable(jsonb<{ readonly type: PersistenceType; readonly cookie_name: string | null }>()),
    ...stamps,
    created_at: timestampNow(),
    revision,
  },
  {
    references: [
      { name: 'pools_load_balancer_fkey', column: 'load_balancer_id', to: 'load_balancers' },
      { name: 'pools_subnet_fkey', column: 'subnet_id', to: 'subnets' },
    ],
    indices: [
      { name: 'pools_project', columns: ['project_id'] },
      { name: 'pools_load_balancer', columns: ['load_balancer_id'] },
      { name: 'pools_subnet', columns: ['subnet_id'] },
    ],
  },
);

export const LISTENERS = table(
  'listeners',
  {
    id: primary(uuid()),
    project_id: text(),
    load_balancer_id: uuid<DeviceId>(),
    default_pool_id: nullable(uuid()),
    name: text(),
    description: text(),
    protocol: text<Protocol>(),
    protocol_port: integer(),
    connection_limit: integer(),
    admin_state_up: boolean(),
    ...stamps,
    created_at: timestampNow(),
    revision,
  },
  {
    references: [
      { name: 'listeners_load_balancer_fkey', column: 'load_balancer_id', to: 'load_balancers' },
      { name: 'listeners_default_pool_fkey', column: 'default_pool_id', to: 'pools' },
    ],
    uniques: [{ name: 'listeners_port_key', columns: ['load_balancer_id', 'protocol_port'] }],
    indices: [
      { name: 'listeners_project', columns: ['project_id'] },
      { name: 'listeners_default_pool', columns: ['default_pool_id'] },
    ],
  },
);

export const MEMBERS = table(
  'members',
  {
    id: primary(uuid()),
    project_id: text(),
    pool_id: uuid(),
    address: inet(),
    protocol_port: integer(),
    weight: integer(),
    admin_state_up: boolean(),
    ...stamps,
    created_at: timestampNow(),
    revision,
  },
  {
    references: [{ name: 'members_pool_fkey', column: 'pool_id', to: 'pools', onDelete: 'CASCADE' }],
    uniques: [{ name: 'members_endpoint_key', columns: ['pool_id', 'address', 'protocol_port'] }],
    indices: [
      { name: 'members_project', columns: ['project_id'] },
      { name: 'members_pool', columns: ['pool_id', 'id'] },
      { name: 'members_address', columns: ['address'] },
      { name: 'members_taking', columns: ['pool_id'], where: '(admin_state_up AND (weight > 0))' },
    ],
  },
);

export const HEALTH_MONITORS = table(
  'health_monitors',
  {
    id: primary(uuid()),
    project_id: text(),
    type: text<MonitorType>(),
    delay: integer(),
    timeout: integer(),
    max_retries: integer(),
    http_method: text(),
    url_path: text(),
    expected_codes: text(),
    admin_state_up: boolean(),
    created_at: timestampNow(),
    revision,
  },
  { indices: [{ name: 'health_monitors_project', columns: ['project_id'] }] },
);

export const POOL_HEALTH_MONITORS = table(
  'pool_health_monitors',
  { pool_id: primary(uuid()), monitor_id: primary(uuid()), ...stamps },
  {
    references: [
      { name: 'pool_health_monitors_pool_fkey', column: 'pool_id', to: 'pools', onDelete: 'CASCADE' },
      { name: 'pool_health_monitors_monitor_fkey', column: 'monitor_id', to: 'health_monitors' },
    ],
    indices: [{ name: 'pool_health_monitors_monitor', columns: ['monitor_id'] }],
  },
);

/** Of the last report of the agent. */
export const MEMBER_HEALTH = table(
  'member_health',
  {
    member_id: primary(uuid()),
    epoch: bigint(),
    health: text<MemberHealth>(),
    check_text: nullable(text()),
    changed_at: timestamp(),
    reported_at: timestamp(),
    /** By the clock of the database, unlike the two before. NULL = before there was this column. */
    received_at: nullable(timestamp()),
  },
  {
    references: [
      { name: 'member_health_member_fkey', column: 'member_id', to: 'members', onDelete: 'CASCADE' },
    ],
    indices: [{ name: 'member_health_down', columns: ['member_id'], where: "(health = 'down'::text)" }],
  },
);

export const STATISTICS = table(
  'statistics',
  {
    pool_id: primary(uuid()),
    epoch: primary(bigint()),
    bytes_in: bigint(),
    bytes_out: bigint(),
    active_connections: bigint(),
    total_connections: bigint(),
    reported_at: timestamp(),
    /** The last report that says what was carried lately. */
    traffic_at: nullable(timestamp()),
  },
  { references: [{ name: 'statistics_pool_fkey', column: 'pool_id', to: 'pools', onDelete: 'CASCADE' }] },
);

/** Of the last hour, see migration 0037. */
export const TRAFFIC = table(
  'traffic',
  {
    pool_id: primary(uuid()),
    at: primary(timestamp()),
    since: timestamp(),
    silent_since: nullable(timestamp()),
    requests: nullable(bigint()),
    sessions: bigint(),
    bytes_in: bigint(),
    bytes_out: bigint(),
    active: bigint(),
    responses: nullable(jsonb<readonly number[]>()),
    /** Requests, sessions, bytes in and out, open connections, by member. */
    members: jsonb<Readonly<Record<string, readonly number[]>>>(),
  },
  {
    references: [{ name: 'traffic_pool_fkey', column: 'pool_id', to: 'pools', onDelete: 'CASCADE' }],
    indices: [{ name: 'traffic_at', columns: ['at'] }],
  },
);
