import { type Tx, bumpGeneration } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { RequestContext } from '../request-context.ts';
import { findPool } from './find-pool.ts';
import { lockToAssociate } from './lock-health-monitor.ts';

export interface Association {
  readonly poolId: string;
  readonly monitorId: string;
}

const INSERT_ASSOCIATION = `
INSERT INTO pool_health_monitors (pool_id, monitor_id, created_generation, changed_generation)
VALUES ($1, $2, $3, $3)`;

/** Any protocol with any monitor type. @throws ApiError HealthMonitorNotFound, PoolNotFound, PoolMonitorAssociationExists */
export async function associateHealthMonitor(
  tx: Tx,
  context: RequestContext,
  { poolId, monitorId }: Association,
): Promise<void> {
  await lockToAssociate(tx, context, monitorId);
  const pool = await findPool(tx, context, poolId);
  const generation = await bumpGeneration(tx, pool.deviceId);
  await tx.query(INSERT_ASSOCIATION, [poolId, monitorId, generation]);
  const body = { monitorId };
  audit(tx, context, { action: 'create', resourceType: 'association', resourceId: poolId, body });
}
