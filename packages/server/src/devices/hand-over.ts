import type { Tx } from '../persistence/index.ts';

/**
 * An epoch of their own tells what the next installation says of the devices from what the previous one did. Devices
 * are locked in the order of their ids, as everywhere.
 */
const HAND_OVER = `
WITH held AS (
  SELECT d.id FROM devices d
  WHERE d.id IN (SELECT p.device_id FROM placements p WHERE p.agent_id = $1)
  ORDER BY d.id
  FOR UPDATE
), raised AS (
  UPDATE devices d SET epoch = d.epoch + 1 FROM held
  WHERE d.id = held.id
    AND EXISTS (SELECT 1 FROM placements p WHERE p.device_id = d.id AND p.agent_id = $1 AND p.wanted = 'present')
  RETURNING d.id, d.epoch
), renewed AS (
  UPDATE placements p SET epoch = raised.epoch, dispatched_generation = 0, dispatched_at = NULL, attempts = 0,
    not_before = clock_timestamp(), dispatch_reason = NULL, observed_generation = 0, failed_generation = 0,
    error = NULL, how = NULL, duration_ms = NULL, reported_at = NULL, received_at = NULL, incident_at = NULL,
    incident = NULL, incident_generation = NULL
  FROM raised WHERE p.device_id = raised.id AND p.agent_id = $1 AND p.wanted = 'present'
)
UPDATE placements p SET dispatched_generation = 0, dispatched_at = NULL, attempts = 0,
  not_before = clock_timestamp(), reported_at = NULL, received_at = NULL
FROM held WHERE p.device_id = held.id AND p.agent_id = $1 AND p.wanted = 'absent'`;

/** What is placed on an agent is sent again, to an installation that has nothing of it yet. */
export async function handOver(tx: Tx, agentId: string): Promise<void> {
  await tx.query(HAND_OVER, [agentId]);
}
