import type { DeviceId, LbMethod, Protocol } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { RequestContext } from '../request-context.ts';

export interface FoundPool {
  readonly id: string;
  readonly projectId: string;
  /** The load balancer of the pool, which is the device. */
  readonly deviceId: DeviceId;
  readonly protocol: Protocol;
  readonly lbMethod: LbMethod;
  readonly adminStateUp: boolean;
}

const FIND_POOL = `
SELECT id, project_id AS "projectId", load_balancer_id AS "deviceId", protocol, lb_method AS "lbMethod",
  admin_state_up AS "adminStateUp"
FROM pools WHERE id = $1 AND ($2 OR project_id = $3)`;

/** @throws ApiError PoolNotFound also for what the caller may not see */
export async function findPool(tx: Tx, context: RequestContext, id: string): Promise<FoundPool> {
  const [pool] = await tx.query<FoundPool>(FIND_POOL, [id, context.isAdmin, context.projectId]);
  if (pool === undefined) throw apiError('PoolNotFound', { id });
  return pool;
}

/** A pool of another project may be visible to an admin, but not mixed with the objects of this one. */
export function refuseForeign(pool: FoundPool, projectId: string): void {
  if (pool.projectId !== projectId) throw apiError('NotAuthorized');
}
