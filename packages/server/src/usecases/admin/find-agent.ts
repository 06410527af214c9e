import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { RequestContext } from '../request-context.ts';

/** Only admins see agents (reference 1.4). @throws ApiError AgentNotFound */
export async function findAgent(tx: Tx, { isAdmin }: RequestContext, id: string): Promise<void> {
  const rows = isAdmin ? await tx.query('SELECT 1 FROM agents WHERE id = $1', [id]) : [];
  if (rows.length === 0) throw apiError('AgentNotFound', { id });
}
