import { RESEND_ALL } from '../../devices/index.ts';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { lockAgent } from './lock-agent.ts';

export interface AgentChanges {
  readonly adminStateUp?: boolean;
  readonly description?: string | null;
}

/** What the agent runs is due again: nothing while it is disabled, all when it is enabled. */
const SET_ADMIN_STATE = `
WITH changed AS (
  UPDATE agents SET admin_state_up = $2 WHERE id = $1 AND admin_state_up <> $2 RETURNING id
), ${RESEND_ALL}
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
