import { DEVICE_FACTS, statusSql } from '../../../devices/status-sql.ts';

/** How urgent a load balancer is: what lists of problems are sorted by. */
export const SEVERITIES = { fine: 0, pending: 1, degraded: 2, down: 3 } as const;

/** Of a member that is to take connections. */
const TAKES = (member: string): string => `${member}.admin_state_up AND ${member}.weight > 0`;

// Over the aliases of the view: `p` the pool, `l` its listener or nothing, and those of deviceJoins.
const POOL = {
  deviceId: 'p.load_balancer_id',
  adminStateUp: 'p.admin_state_up',
  createdGeneration: 'p.created_generation',
  changedGeneration: 'p.changed_generation',
} as const;
const LISTENER = {
  deviceId: 'p.load_balancer_id',
  adminStateUp: 'l.admin_state_up',
  createdGeneration: 'l.created_generation',
  changedGeneration: 'l.changed_generation',
} as const;

/** From the worst to the best. A load balancer has the worst status of its pool and its listener. */
export const WORST_FIRST = [
  'ERROR',
  'PENDING_CREATE',
  'PENDING_UPDATE',
  'INACTIVE',
  'DISABLED',
  'ACTIVE',
] as const;

/** `os.pool` and `os.listener` hold the statuses; that of a missing listener is never worse than that of the pool. */
export const WORST_STATUS = `(CASE ${WORST_FIRST.map(
  (status) => `WHEN '${status}' IN (os.pool, os.listener) THEN '${status}'`,
).join(' ')} END)`;

export const OBJECT_STATUSES = `SELECT ${statusSql(POOL)} AS pool, ${statusSql(LISTENER)} AS listener`;

/**
 * Pools that have a member which its agent has found down. Only a few members are, so one look at their index costs
 * less than one at the members of each pool.
 */
const POOLS_WITH_DOWN_MEMBER = `
SELECT dm.pool_id FROM member_health dh JOIN members dm ON dm.id = dh.member_id
JOIN pools dp ON dp.id = dm.pool_id JOIN devices dd ON dd.id = dp.load_balancer_id AND dd.epoch = dh.epoch
WHERE dh.health = 'down' AND ${TAKES('dm')}`;

const SERVES = `EXISTS (SELECT 1 FROM members sm LEFT JOIN member_health sh ON sh.member_id = sm.id AND sh.epoch = pl.epoch
  WHERE sm.pool_id = p.id AND ${TAKES('sm')} AND sh.health IS DISTINCT FROM 'down')`;

/** What is shown and asked to serve: pending when a part of it is. */
const SERVING = `CASE
    WHEN p.id IN (${POOLS_WITH_DOWN_MEMBER}) THEN CASE WHEN ${SERVES} THEN ${SEVERITIES.degraded} ELSE ${SEVERITIES.down} END
    WHEN NOT EXISTS (SELECT 1 FROM members tm WHERE tm.pool_id = p.id AND ${TAKES('tm')}) THEN ${SEVERITIES.down}
    WHEN st.status = 'ACTIVE' THEN ${SEVERITIES.fine} ELSE ${SEVERITIES.pending} END`;

/** Over `st.status`, the status of the load balancer. */
export const SEVERITY = `(CASE
  WHEN st.status = 'ERROR' THEN ${SEVERITIES.down}
  WHEN st.status = 'PENDING_CREATE' THEN ${SEVERITIES.pending}
  WHEN l.admin_state_up AND p.admin_state_up AND ${DEVICE_FACTS.observed} > 0 THEN ${SERVING}
  WHEN st.status = 'PENDING_UPDATE' THEN ${SEVERITIES.pending}
  ELSE ${SEVERITIES.fine} END)`;

/** What a load balancer has of members. `up`: they take connections now. Over the aliases of deviceJoins. */
export const MEMBER_COUNTS = `(
SELECT json_build_object('total', count(*), 'disabled', count(*) FILTER (WHERE NOT cm.admin_state_up),
  'up', count(*) FILTER (WHERE ${TAKES('cm')} AND ch.health IS DISTINCT FROM 'down' AND l.id IS NOT NULL
    AND ${DEVICE_FACTS.observed} >= cm.created_generation),
  'health_changed_at', to_char(max(ch.changed_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
FROM members cm LEFT JOIN member_health ch ON ch.member_id = cm.id AND ch.epoch = pl.epoch
WHERE cm.pool_id = p.id)`;
