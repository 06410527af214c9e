import { RESEND_ALL } from '../../devices/index.ts';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { lockAgent } from './lock-agent.ts';

export interface AgentChanges {
  readonly adminStateUp?: boolean;
  readonly description?: string | null;
  /** Nothing comes to it. */
  readonly cordoned?: boolean;
  /** What it has is moved away one by one; then nothing comes to it either. */
  readonly draining?: boolean;
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
  await setDuties(tx, id, changes);
  audit(tx, context, { action: 'update', resourceType: 'agent', resourceId: id, body: changes });
}

/** An agent that is drained is cordoned as well; one that is no longer cordoned is not drained any more. */
const SET_CORDONED = `
UPDATE agents SET cordoned = $2, drain_at = CASE WHEN $2 THEN drain_at END WHERE id = $1`;

/** A drain that is under way goes on. Its end leaves the agent cordoned. */
const SET_DRAINING = `
UPDATE agents SET cordoned = cordoned OR $2, drain_at = CASE WHEN $2 THEN coalesce(drain_at, clock_timestamp()) END
WHERE id = $1`;

async function setDuties(tx: Tx, id: string, { cordoned, draining }: AgentChanges): Promise<void> {
  if (cordoned !== undefined) await tx.query(SET_CORDONED, [id, cordoned]);
  if (draining !== undefined) await tx.query(SET_DRAINING, [id, draining]);
  // What waits may be placed on it now.
  if (cordoned === false) tx.notifyAfterCommit('lbaas_placement');
}
