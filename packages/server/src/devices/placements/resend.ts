import type { AgentId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/unit-of-work.ts';
import { lockDevicesSql, placedSql } from '../lock-devices.ts';
import { NO_INCIDENT, UNREPORTED, UNSENT, assign, isHeldSql } from './states.ts';

/**
 * Everything that an agent is to run is unsent again, so it is due once the agent is enabled. What the agent has shown
 * stays known until it reports something else. CTEs for a statement that changes agents: `changed` is a relation in
 * scope with the `id` of at most one.
 */
export const RESEND_ALL = `held AS MATERIALIZED (${lockDevicesSql({
  where: placedSql(`JOIN changed ON changed.id = p.agent_id WHERE ${isHeldSql('p')}`),
})}), resent AS (
  UPDATE placements p SET wanted = 'present', ${assign(UNSENT)}
  FROM held, changed WHERE p.device_id = held.id AND p.agent_id = changed.id AND ${isHeldSql('p')}
)`;

/** An epoch of their own tells what the next installation reports of the devices from what the previous one did. */
const HAND_OVER = `
WITH held AS MATERIALIZED (${lockDevicesSql({ where: placedSql('WHERE p.agent_id = $1') })}), raised AS (
  UPDATE devices d SET epoch = d.epoch + 1 FROM held
  WHERE d.id = held.id
    AND EXISTS (SELECT 1 FROM placements p WHERE p.device_id = d.id AND p.agent_id = $1 AND ${isHeldSql('p')})
  RETURNING d.id, d.epoch
), renewed AS (
  UPDATE placements p SET epoch = raised.epoch, wanted = 'present', ${assign(UNSENT, UNREPORTED, NO_INCIDENT)}
  FROM raised WHERE p.device_id = raised.id AND p.agent_id = $1 AND ${isHeldSql('p')}
)
UPDATE placements p SET ${assign(UNSENT, { reported_at: 'NULL', received_at: 'NULL' })}
FROM held WHERE p.device_id = held.id AND p.agent_id = $1 AND p.wanted = 'absent'`;

/** What is placed on an agent is sent again, to an installation that has nothing of it yet. */
export async function handOver(tx: Tx, agentId: AgentId): Promise<void> {
  await tx.query(HAND_OVER, [agentId]);
}
