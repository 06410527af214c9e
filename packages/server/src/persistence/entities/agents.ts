import type { Args } from '@lbaas/common/contract';
import type { AgentId } from '@lbaas/common/domain';
import {
  bigint,
  boolean,
  inet,
  integer,
  jsonb,
  nullable,
  primary,
  real,
  table,
  text,
  textList,
  timestamp,
  timestampNow,
  uuid,
  uuidList,
} from './table.ts';

type KeptDevice = NonNullable<Args<'report_state'>['kept_devices']>[number];
type InstalledProgram = NonNullable<Args<'report_state'>['programs']>[number];
type HostLimit = NonNullable<Args<'report_state'>['capacity']>[number];

export const AGENTS = table(
  'agents',
  {
    id: primary(uuid<AgentId>()),
    host: text(),
    agent_type: text(),
    binary_name: text(),
    version: text(),
    run_id: uuid(),
    admin_state_up: boolean(true),
    cordoned: boolean(false),
    description: nullable(text()),
    device_drivers: textList(),
    physical_networks: textList(),
    devices: integer(0),
    load: real(0),
    created_at: timestampNow(),
    started_at: timestamp(),
    heartbeat_at: timestamp(),
    /** When the first heartbeat of this run came; NULL = before there was this column. */
    run_since: nullable(timestamp()),
    /** The newest first. */
    former_runs: nullable(uuidList()),
    conflict_at: nullable(timestamp()),
    told_admin_state_up: boolean(true),
    installation_id: uuid('00000000-0000-0000-0000-000000000000'),
    challenger_id: nullable(uuid()),
    challenged_at: nullable(timestamp()),
    challenger_at: nullable(timestamp()),
    deleted_at: nullable(timestamp()),
    capacity: nullable(jsonb<readonly HostLimit[]>()),
    /** The smallest of `capacity`. */
    carries: nullable(bigint()),
    port_security: nullable(boolean()),
    /** The heartbeat whose echo the agent has not named yet, and when that heartbeat came. */
    echo_beat: nullable(bigint()),
    echo_at: nullable(timestamp()),
    admin_changed_at: nullable(timestamp()),
    tunnel_ip: nullable(inet()),
    /** NULL for agents of before there were others than flat and local. */
    network_types: nullable(textList()),
    /** The lease that the kernel of the host holds for certain, in seconds; NULL = none. */
    lease_s: nullable(real()),
    lease_lapsed: boolean(false),
    /** Its devices were moved away because it was silent, and it has not been heard since. */
    failed_over: boolean(false),
    /** How often that has happened, each time within an hour of the time before; and when it did last. */
    failures: integer(0),
    failed_at: nullable(timestamp()),
    left_out_until: nullable(timestamp()),
    /** Since when its devices are moved away one by one; NULL = they are not. */
    drain_at: nullable(timestamp()),
    /** What it runs although this database, restored from a dump, says otherwise. */
    kept_devices: nullable(jsonb<readonly KeptDevice[]>()),
    programs: nullable(jsonb<readonly InstalledProgram[]>()),
    /** How far the clock of the host is ahead of that of the database. */
    clock_ahead_s: nullable(real()),
  },
  { uniques: [{ name: 'agents_host_key', columns: ['host'] }] },
);

/** Hosts whose agents were deleted, until their queues are gone from the broker. */
export const FORMER_HOSTS = table('former_hosts', { host: primary(text()) });

/** One row: how often an administrator has said that the database was set back. */
export const DATABASE_HISTORY = table(
  'database_history',
  { id: primary(boolean(true)), restores: integer(0) },
  { checks: [{ name: 'database_history_one', expression: 'id' }] },
);

/** Why nothing is failed over at the moment; at most one row. */
export const FAILOVER_BRAKE = table(
  'failover_brake',
  {
    id: primary(boolean(true)),
    engaged_at: timestampNow(),
    /** How many agents there were, and which of them fell silent. */
    alive: integer(),
    agents: uuidList<AgentId>(),
    lifted_at: nullable(timestamp()),
  },
  { checks: [{ name: 'failover_brake_one', expression: 'id' }] },
);
