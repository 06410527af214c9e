/** Why nothing is served although HAProxy shows everything as it was asked for. */
export const UNSERVED_TEXTS = {
  no_members: 'the pool has no members: nothing is served',
  all_down: 'no member passes its health checks: nothing is served',
  no_takers: 'each member is administratively down or has weight 0: nothing is served',
  pool_down: 'the pool is administratively down: nothing is served',
  vip_down: 'the VIP is administratively down: nothing is served',
} as const;
export type Unserved = keyof typeof UNSERVED_TEXTS;

/** Of a member `t` that takes connections. */
const TAKES = 't.admin_state_up AND t.weight > 0';

/**
 * The look ends at the first member that serves, as a rule at the first of all. Health only counts when the agent that
 * runs the device now has reported it, as in deviceJoins (status-sql.ts), whose placement `pl` is in scope.
 */
const byMembersSql = (pool: string): string => `
  WHEN EXISTS (SELECT 1 FROM members t LEFT JOIN member_health th ON th.member_id = t.id AND th.epoch = pl.epoch
    WHERE t.pool_id = ${pool} AND ${TAKES} AND th.health IS DISTINCT FROM 'down') THEN NULL
  WHEN EXISTS (SELECT 1 FROM members t WHERE t.pool_id = ${pool} AND ${TAKES}) THEN 'all_down'
  WHEN EXISTS (SELECT 1 FROM members t WHERE t.pool_id = ${pool}) THEN 'no_takers'
  ELSE 'no_members' END`;

/** Of a pool with a VIP. @param pool an expression for its id */
export const unservedPoolSql = (pool: string): string => `(CASE
  WHEN EXISTS (SELECT 1 FROM listeners ul WHERE ul.default_pool_id = ${pool} AND NOT ul.admin_state_up) THEN 'vip_down'
${byMembersSql(pool)})`;

/** Of a VIP. @param pool an expression for the id of its pool */
export const unservedListenerSql = (pool: string): string => `(CASE
  WHEN EXISTS (SELECT 1 FROM pools up WHERE up.id = ${pool} AND NOT up.admin_state_up) THEN 'pool_down'
${byMembersSql(pool)})`;
