import type { LbMethod } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { bumpGeneration } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { differs } from '../differs.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { findPool } from './find-pool.ts';

export interface PoolChanges {
  readonly name?: string;
  readonly description?: string;
  readonly lbMethod?: LbMethod;
  readonly adminStateUp?: boolean;
}

const UPDATE_POOL = `
WITH pool AS (
  UPDATE pools SET name = coalesce($2, name), description = coalesce($3, description),
    lb_method = coalesce($4, lb_method), admin_state_up = coalesce($5, admin_state_up),
    changed_generation = coalesce($6, changed_generation)
  WHERE id = $1 RETURNING load_balancer_id, name, description
)
UPDATE load_balancers lb SET name = pool.name, description = pool.description
FROM pool WHERE lb.id = pool.load_balancer_id RETURNING lb.id`;

/** Names and descriptions are not shown by the device: changing them alone leaves the pool ACTIVE. */
export async function updatePool(
  tx: Tx,
  context: CallContext,
  id: string,
  changes: PoolChanges,
): Promise<void> {
  const pool = await findPool(tx, context, id);
  const { name, description, lbMethod, adminStateUp } = changes;
  const generation = differs(pool, { lbMethod, adminStateUp })
    ? await bumpGeneration(tx, pool.deviceId)
    : undefined;
  const updated = await tx.query(UPDATE_POOL, [id, name, description, lbMethod, adminStateUp, generation]);
  if (updated.length === 0) throw apiError('PoolNotFound', { id });
  audit(tx, context, { action: 'update', resourceType: 'pool', resourceId: id, body: changes });
}
