import type { Tx } from '../../persistence/index.ts';
import { bumpGeneration } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { findPool } from './find-pool.ts';
import { lockMonitor } from './lock-health-monitor.ts';

export interface Association {
  readonly poolId: string;
  readonly monitorId: string;
}

const DELETE_ASSOCIATION = `
WITH gone AS (DELETE FROM pool_health_monitors WHERE pool_id = $1 AND monitor_id = $2 RETURNING pool_id)
UPDATE pools SET changed_generation = $3 FROM gone WHERE pools.id = gone.pool_id RETURNING pools.id`;

/** @throws ApiError PoolNotFound, PoolMonitorAssociationNotFound */
export async function disassociateHealthMonitor(
  tx: Tx,
  context: CallContext,
  { poolId, monitorId }: Association,
): Promise<void> {
  const pool = await findPool(tx, context, poolId);
  lockMonitor(tx, monitorId);
  const generation = await bumpGeneration(tx, pool.deviceId);
  const deleted = await tx.query(DELETE_ASSOCIATION, [poolId, monitorId, generation]);
  if (deleted.length === 0) {
    throw apiError('PoolMonitorAssociationNotFound', { monitor_id: monitorId, pool_id: poolId });
  }
  const body = { monitorId };
  audit(tx, context, { action: 'delete', resourceType: 'association', resourceId: poolId, body });
}
