import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';

type Pool = RowOf<'pools'>;

export interface FoundPool extends Pick<Pool, 'id' | 'protocol'> {
  readonly projectId: Pool['project_id'];
  /** The load balancer of the pool, which is the device. */
  readonly deviceId: Pool['load_balancer_id'];
  readonly lbMethod: Pool['lb_method'];
  readonly adminStateUp: Pool['admin_state_up'];
}

const findSql = (ids: string): string => `
SELECT id, project_id AS "projectId", load_balancer_id AS "deviceId", protocol, lb_method AS "lbMethod",
  admin_state_up AS "adminStateUp"
FROM pools WHERE id = ${ids} AND ($2 OR project_id = $3)`;

const FIND_POOL = findSql('$1');
const FIND_POOLS = findSql('ANY($1::uuid[])');

/** @throws ApiError PoolNotFound also for what the caller may not see */
export async function findPool(tx: Tx, context: CallContext, id: string): Promise<FoundPool> {
  const [pool] = await tx.query<FoundPool>(FIND_POOL, [id, context.isAdmin, context.projectId]);
  if (pool === undefined) throw apiError('PoolNotFound', { id });
  return pool;
}

/** Several by their ids. @throws ApiError PoolNotFound for the first that the caller may not see */
export async function findPools(
  tx: Tx,
  { isAdmin, projectId }: CallContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FoundPool>> {
  const rows = await tx.query<FoundPool>(FIND_POOLS, [ids, isAdmin, projectId]);
  const pools = new Map(rows.map((pool) => [pool.id, pool]));
  const missing = ids.find((id) => !pools.has(id));
  if (missing !== undefined) throw apiError('PoolNotFound', { id: missing });
  return pools;
}

/** A pool of another project may be visible to an admin, but not mixed with the objects of this one. */
export function refuseForeign(pool: FoundPool, projectId: string): void {
  if (pool.projectId !== projectId) throw apiError('NotAuthorized');
}
