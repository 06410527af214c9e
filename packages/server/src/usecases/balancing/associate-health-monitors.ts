import type { Tx } from '../../persistence/index.ts';
import { bumpGeneration } from '../../devices/index.ts';
import { auditCreates } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { findPool, refuseForeign } from './find-pool.ts';
import { lockToAssociate } from './lock-health-monitor.ts';

export interface Associations {
  readonly poolId: string;
  readonly monitorIds: readonly string[];
}

const INSERT_ASSOCIATIONS = `
INSERT INTO pool_health_monitors (pool_id, monitor_id, created_generation, changed_generation)
SELECT $1, monitor_id, $3, $3 FROM unnest($2::uuid[]) AS m (monitor_id)`;

/**
 * All or none. Any protocol with any monitor type. Monitor and pool show each other, so they are of one project, which
 * is returned.
 * @throws ApiError HealthMonitorNotFound, PoolNotFound, NotAuthorized, PoolMonitorAssociationExists
 */
export async function associateHealthMonitors(
  tx: Tx,
  context: CallContext,
  { poolId, monitorIds }: Associations,
): Promise<string> {
  // Together: everybody who wants one of the monitors waits for each trip to the database. The first one that fails
  // counts.
  const [projects, pool] = await Promise.all([
    lockToAssociate(tx, context, monitorIds),
    findPool(tx, context, poolId),
  ]);
  for (const projectId of projects) refuseForeign(pool, projectId);
  const generation = await bumpGeneration(tx, pool.deviceId);
  await tx.query(INSERT_ASSOCIATIONS, [poolId, monitorIds, generation]);
  const created = monitorIds.map((monitorId) => ({ resourceId: poolId, body: { monitorId } }));
  auditCreates(tx, context, 'association', created);
  return pool.projectId;
}
