import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { lockAgent } from './lock-agent.ts';

export interface AgentChanges {
  readonly adminStateUp?: boolean;
  readonly description?: string | null;
}

/**
 * Everything is due again for an agent whose state has changed: nothing while it is disabled, all when it is enabled.
 * Devices are locked before their placements, in the order of their ids, as everywhere.
 */
const SET_ADMIN_STATE = `
WITH changed AS (
  UPDATE agents SET admin_state_up = $2 WHERE id = $1 AND admin_state_up <> $2 RETURNING id
), held AS MATERIALIZED (
  SELECT d.id FROM devices d
  WHERE d.id IN (SELECT p.device_id FROM placements p JOIN changed ON changed.id = p.agent_id WHERE p.wanted = 'present')
  ORDER BY d.id FOR UPDATE
), rewound AS (
  UPDATE placements p SET dispatched_generation = 0, dispatched_at = NULL, attempts = 0,
    not_before = clock_timestamp(), dispatch_reason = NULL
  FROM held WHERE p.device_id = held.id AND p.agent_id = $1 AND p.wanted = 'present'
)
SELECT pg_notify('lbaas_dispatch', ''), pg_notify('lbaas_placement', '') FROM changed`;

/**
 * A disabled agent takes its devices down but keeps their placements; enabling it brings them back.
 * @throws ApiError AgentNotFound, also for whoever is no admin
 */
export async function updateAgent(
  tx: Tx,
  context: CallContext,
  id: string,
  changes: AgentChanges,
): Promise<void> {
  await lockAgent(tx, context, id);
  const { adminStateUp, description } = changes;
  if (description !== undefined) {
    await tx.query('UPDATE agents SET description = $2 WHERE id = $1', [id, description]);
  }
  if (adminStateUp !== undefined) await tx.query(SET_ADMIN_STATE, [id, adminStateUp]);
  audit(tx, context, { action: 'update', resourceType: 'agent', resourceId: id, body: changes });
}
