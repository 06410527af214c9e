import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';

const LOCK_AGENT = 'SELECT 1 FROM agents WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE';

/**
 * Before its devices, as heartbeats do; it lets devices be placed on it. Only admins see agents.
 * @throws ApiError AgentNotFound
 */
export async function lockAgent(tx: Tx, { isAdmin }: CallContext, id: string): Promise<void> {
  const rows = isAdmin ? await tx.query(LOCK_AGENT, [id]) : [];
  if (rows.length === 0) throw apiError('AgentNotFound', { id });
}
