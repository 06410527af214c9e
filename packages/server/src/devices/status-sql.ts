import type { DeviceFacts } from './device-facts.ts';
import { idleRemarkSql, runsNothingSql } from './device-kinds.ts';
import { isHeldSql } from './placements/states.ts';

/** The objects of a device as SQL expressions over a row in scope. */
export interface StatusColumns {
  readonly deviceId: string;
  readonly adminStateUp: string;
  readonly createdGeneration: string;
  readonly changedGeneration: string;
  /** Members only. */
  readonly memberId?: string;
  /** Pools and VIPs only, see unserved-sql.ts. */
  readonly unserved?: string;
}

/**
 * What stands behind the FROM of a statement that reads statuses: the device as `d`, the placement that must run it as
 * `pl` (the one of the device's own epoch; the others are on their way out), its agent as `a`, and what that agent says
 * of the member as `mh`. Joins of one row each, which PostgreSQL leaves out where nothing is read from them; as
 * subselects of every row they cost four times as much (measured with 1,000 pools: 8.6 and 1.9 ms).
 */
export const deviceJoins = ({ deviceId, memberId }: Pick<StatusColumns, 'deviceId' | 'memberId'>): string => `
LEFT JOIN devices d ON d.id = ${deviceId}
LEFT JOIN placements pl ON pl.device_id = d.id AND pl.epoch = d.epoch AND ${isHeldSql('pl')}
LEFT JOIN agents a ON a.id = pl.agent_id
${memberId === undefined ? '' : `LEFT JOIN member_health mh ON mh.member_id = ${memberId} AND mh.epoch = pl.epoch`}`;

/** For how long an incident is shown, unless the device changes before. */
export const INCIDENT_SHOWN_S = 3600;

/** The last incident of a placement, as long as it is news. */
export const INCIDENT = `CASE WHEN pl.incident_at > clock_timestamp() - interval '${INCIDENT_SHOWN_S} s'
  AND pl.observed_generation <= pl.incident_generation THEN json_build_object(
  'at', to_char(pl.incident_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'words', pl.incident) END`;

/** DeviceFacts by column, over the aliases of deviceJoins. */
export const DEVICE_FACTS = {
  realized: 'd.realized_generation',
  observed: 'coalesce(pl.observed_generation, 0)',
  failed: 'coalesce(pl.failed_generation, 0)',
  agent_host: 'a.host',
  agent_admin_state_up: 'a.admin_state_up',
  agent_silent_s: 'extract(epoch FROM clock_timestamp() - a.heartbeat_at)::float8',
  agent_deaf_s: 'extract(epoch FROM a.heartbeat_at - a.echo_at)::float8',
  failure: 'pl.error',
  placement_reason: 'd.placement_reason',
  dispatch_reason: 'pl.dispatch_reason',
  has_vip: `NOT ${runsNothingSql('d')}`,
  idle_remark: idleRemarkSql('d'),
  incident: INCIDENT,
} as const satisfies Record<Exclude<keyof DeviceFacts, 'health' | 'health_check' | 'unserved'>, string>;

/** Health only counts when the agent that runs the device now has reported it: deviceJoins sees to it. */
export const MEMBER_FACTS = {
  ...DEVICE_FACTS,
  incident: 'NULL::json',
  health: 'mh.health',
  health_check: 'mh.check_text',
} as const satisfies Record<Exclude<keyof DeviceFacts, 'unserved'>, string>;

/** DeviceFacts as JSON, over the aliases of deviceJoins. */
export const deviceFactsJson = (): string =>
  `json_build_object(${Object.entries(DEVICE_FACTS)
    .map(([name, sql]) => `'${name}', ${sql}`)
    .join(', ')})`;

/**
 * deriveStatus in SQL, for filters and sorting, over the aliases of deviceJoins; a property test holds the two
 * together.
 */
export const statusSql = (columns: StatusColumns): string => `(
CASE
  WHEN ${DEVICE_FACTS.observed} < ${columns.changedGeneration} THEN CASE
    WHEN ${DEVICE_FACTS.failed} >= ${columns.changedGeneration} THEN 'ERROR'
    WHEN ${DEVICE_FACTS.realized} < ${columns.createdGeneration} THEN 'PENDING_CREATE'
    ELSE 'PENDING_UPDATE' END
  WHEN NOT ${DEVICE_FACTS.agent_admin_state_up} THEN 'PENDING_UPDATE'
  WHEN NOT ${columns.adminStateUp} THEN 'DISABLED'
  ${columns.memberId === undefined ? '' : "WHEN mh.health = 'down' THEN 'INACTIVE'"}
  ELSE 'ACTIVE' END)`;
