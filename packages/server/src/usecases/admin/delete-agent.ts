import { type Tx, removeFinishedDevices } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { RequestContext } from '../request-context.ts';
import { lockAgent } from './lock-agent.ts';

/** Devices first, in the order of their ids, as every transaction locks them: the cascade then waits for nobody. */
const LOCK_DEVICES = `
SELECT d.id FROM devices d
WHERE d.id IN (SELECT p.device_id FROM placements p WHERE p.agent_id = $1)
ORDER BY d.id FOR UPDATE`;

const DELETE_AGENT = `
WITH deleted AS (DELETE FROM agents WHERE id = $1 RETURNING 1)
SELECT pg_notify('lbaas_dispatch', ''), pg_notify('lbaas_placement', '') FROM deleted`;

/**
 * Forgets an agent with its placements; its devices are placed elsewhere right after. An agent that still lives
 * registers again with its next heartbeat, under another id and without devices, and lets go of those that it runs.
 * @throws ApiError AgentNotFound, also for whoever is no admin
 */
export async function deleteAgent(tx: Tx, context: RequestContext, id: string): Promise<void> {
  await lockAgent(tx, context, id);
  await tx.query(LOCK_DEVICES, [id]);
  await tx.query(DELETE_AGENT, [id]);
  await removeFinishedDevices(tx);
  audit(tx, context, { action: 'delete', resourceType: 'agent', resourceId: id });
}
