import { StaleRead, type Tx } from '../../persistence/index.ts';
import { lockDevicesSql, placedSql, removeFinishedDevices } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { lockAgent } from './lock-agent.ts';

/** Devices first, in the order of their ids, as every transaction locks them: the cascade then waits for nobody. */
const LOCK_DEVICES = lockDevicesSql({ where: placedSql('WHERE p.agent_id = $1') });

/** From here on nothing is placed on it; whoever was about to is done. */
const CLOSE_AGENT = 'SELECT 1 FROM agents WHERE id = $1 FOR UPDATE';

const DELETE_AGENT = `
WITH deleted AS (
  DELETE FROM agents a WHERE a.id = $1
    AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.agent_id = a.id AND p.device_id <> ALL ($2::uuid[]))
  RETURNING 1
)
SELECT pg_notify('lbaas_dispatch', ''), pg_notify('lbaas_placement', '') FROM deleted`;

/**
 * Forgets an agent with its placements; its devices are placed elsewhere right after. An agent that still lives
 * registers again with its next heartbeat, under another id and without devices, and lets go of those that it runs.
 * @throws ApiError AgentNotFound, also for whoever is no admin
 */
export async function deleteAgent(tx: Tx, context: CallContext, id: string): Promise<void> {
  await lockAgent(tx, context, id);
  const devices = await tx.query<{ id: string }>(LOCK_DEVICES, [id]);
  tx.send(CLOSE_AGENT, [id]);
  const deleted = await tx.query(DELETE_AGENT, [id, devices.map((device) => device.id)]);
  if (deleted.length === 0) throw new StaleRead('a device was placed on the agent meanwhile');
  await removeFinishedDevices(tx);
  audit(tx, context, { action: 'delete', resourceType: 'agent', resourceId: id });
}
