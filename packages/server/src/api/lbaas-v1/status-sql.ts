/** The objects of a device as SQL expressions over a row in scope. */
export interface StatusColumns {
  readonly deviceId: string;
  readonly adminStateUp: string;
  readonly createdGeneration: string;
  readonly changedGeneration: string;
  /** Members only. */
  readonly memberId?: string;
}

/** Of the placements that are wanted, the newest: the one whose agent must run the device. */
const deviceFrom = ({ deviceId, memberId }: Pick<StatusColumns, 'deviceId' | 'memberId'>): string => `
FROM devices d
LEFT JOIN LATERAL (
  SELECT * FROM placements p0 WHERE p0.device_id = d.id AND p0.wanted = 'present' ORDER BY p0.epoch DESC LIMIT 1
) pl ON true
LEFT JOIN agents a ON a.id = pl.agent_id
${memberId === undefined ? '' : `LEFT JOIN member_health mh ON mh.member_id = ${memberId} AND mh.epoch = pl.epoch`}
WHERE d.id = ${deviceId}`;

/** DeviceFacts as JSON; health only counts when the agent that runs the device now has reported it. */
export const deviceFactsSql = (columns: Pick<StatusColumns, 'deviceId' | 'memberId'>): string => `(
SELECT json_build_object(
  'realized', d.realized_generation,
  'observed', coalesce(pl.observed_generation, 0),
  'failed', coalesce(pl.failed_generation, 0),
  'agent_host', a.host,
  'agent_admin_state_up', a.admin_state_up,
  'agent_silent_s', extract(epoch FROM clock_timestamp() - a.heartbeat_at),
  'failure', pl.error,
  'placement_reason', d.placement_reason,
  'dispatch_reason', pl.dispatch_reason,
  ${columns.memberId === undefined ? '' : "'health', mh.health, 'health_check', mh.check_text,"}
  'has_vip', EXISTS (SELECT 1 FROM listeners li WHERE li.load_balancer_id = d.id))
${deviceFrom(columns)})`;

/** deriveStatus in SQL, for filters and sorting; a property test holds the two together. */
export const statusSql = (columns: StatusColumns): string => `(
SELECT CASE
  WHEN coalesce(pl.observed_generation, 0) < ${columns.changedGeneration} THEN CASE
    WHEN coalesce(pl.failed_generation, 0) >= ${columns.changedGeneration} THEN 'ERROR'
    WHEN d.realized_generation < ${columns.createdGeneration} THEN 'PENDING_CREATE'
    ELSE 'PENDING_UPDATE' END
  WHEN NOT ${columns.adminStateUp} THEN 'DISABLED'
  ${columns.memberId === undefined ? '' : "WHEN mh.health = 'down' THEN 'INACTIVE'"}
  ELSE 'ACTIVE' END
${deviceFrom(columns)})`;
