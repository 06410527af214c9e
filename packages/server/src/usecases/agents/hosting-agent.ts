import { isHeldSql } from '../../devices/index.ts';
import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';

/** Which agent runs what is for admins only. @throws ApiError PolicyNotAuthorized */
export function requireAdmin({ isAdmin }: CallContext, action: string): void {
  if (!isAdmin) throw apiError('PolicyNotAuthorized', { action });
}

const HOSTING_AGENT = `
SELECT (SELECT p.agent_id FROM placements p WHERE p.device_id = po.load_balancer_id AND ${isHeldSql('p')}) AS id
FROM pools po WHERE po.id = $1`;

/** The id of the agent that runs a pool. @throws ApiError PoolNotFound, NoActiveLbaasAgent */
export async function hostingAgent(tx: Tx, poolId: string): Promise<string> {
  const [row] = await tx.query<{ id: string | null }>(HOSTING_AGENT, [poolId]);
  if (row === undefined) throw apiError('PoolNotFound', { id: poolId });
  if (row.id === null) throw apiError('NoActiveLbaasAgent', { pool_id: poolId });
  return row.id;
}

const POOLS_ON_AGENT = `
SELECT po.id FROM placements p JOIN pools po ON po.load_balancer_id = p.device_id
WHERE p.agent_id = $1 AND ${isHeldSql('p')} ORDER BY po.id`;

/** The ids of the pools that an agent runs; none for an unknown agent, as in Neutron. */
export async function poolsOnAgent(tx: Tx, agentId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(POOLS_ON_AGENT, [agentId]);
  return rows.map((row) => row.id);
}
