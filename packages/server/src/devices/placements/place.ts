import type { AgentId, DeviceId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/unit-of-work.ts';
import { NOT_MOVED, NO_INCIDENT, UNREPORTED, UNSENT, assign } from './states.ts';

/** $1 the device, $2 the agent, $3 its host, $4 whether the placement is idle. */
const INSERT_PLACEMENT = `
WITH agent AS (
  SELECT id FROM agents WHERE id = $2 AND deleted_at IS NULL FOR KEY SHARE
), device AS (
  UPDATE devices d SET epoch = d.epoch + CASE WHEN agent.id IS NULL THEN 0 ELSE 1 END,
    placement_reason = CASE WHEN agent.id IS NULL THEN 'agent ' || $3::text || ' has just been deleted' END,
    realized_generation = CASE WHEN $4 AND agent.id IS NOT NULL THEN d.generation ELSE d.realized_generation END
  FROM (SELECT 1) one LEFT JOIN agent ON true
  WHERE d.id = $1 RETURNING d.id, d.epoch, CASE WHEN $4 THEN d.generation ELSE 0 END AS shown, agent.id AS agent_id
)
INSERT INTO placements AS p (device_id, agent_id, epoch, wanted, dispatched_generation, observed_generation)
SELECT id, agent_id, epoch, CASE WHEN $4 THEN 'idle' ELSE 'present' END, shown, shown
FROM device WHERE agent_id IS NOT NULL
ON CONFLICT (device_id, agent_id) DO UPDATE SET epoch = EXCLUDED.epoch, wanted = 'present', created_at = now(),
  ${assign(UNSENT, UNREPORTED, NO_INCIDENT, NOT_MOVED)}`;

export interface ChosenAgent {
  readonly agentId: AgentId;
  readonly host: string;
  /** Whether there is nothing to run, and never was: the agent is sent nothing. */
  readonly isIdle: boolean;
}

/**
 * Gives the device, which the caller has locked, to an agent under the next epoch. It waits when the agent has been
 * deleted meanwhile. An older placement on the same agent becomes the new one: its epoch is what tells them apart.
 */
export function insertPlacement(tx: Tx, deviceId: DeviceId, { agentId, host, isIdle }: ChosenAgent): void {
  tx.send(INSERT_PLACEMENT, [deviceId, agentId, host, isIdle]);
  if (!isIdle) tx.notifyAfterCommit('lbaas_dispatch');
}
