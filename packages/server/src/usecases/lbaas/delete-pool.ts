import { type Tx, bumpGeneration } from '../../persistence/index.ts';
import { removeFinishedDevices } from '../../persistence/remove-finished-devices.ts';
import { retirePlacements } from '../../persistence/retire-placements.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { RequestContext } from '../request-context.ts';
import { findPool } from './find-pool.ts';
import { lockMonitorsOf } from './lock-health-monitor.ts';

/** Members, associations and statistics go with the pool; `vips` keeps it when there is one. */
const DELETE_POOL = `
WITH vips AS (
  SELECT id FROM listeners WHERE load_balancer_id = $2
), pool AS (
  DELETE FROM pools WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM vips) RETURNING id
)
SELECT EXISTS (SELECT 1 FROM vips) AS "inUse", EXISTS (SELECT 1 FROM pool) AS deleted`;

const DELETE_LOAD_BALANCER = `
WITH load_balancer AS (DELETE FROM load_balancers WHERE id = $1)
UPDATE devices SET deleting = true WHERE id = $1`;

/**
 * The API forgets the pool at once; its device stays until the agents confirm that nothing of it runs.
 * @throws ApiError PoolNotFound, PoolInUse
 */
export async function deletePool(tx: Tx, context: RequestContext, id: string): Promise<void> {
  const { deviceId } = await findPool(tx, context, id);
  lockMonitorsOf(tx, id);
  await bumpGeneration(tx, deviceId);
  const [outcome] = await tx.query<{ inUse: boolean; deleted: boolean }>(DELETE_POOL, [id, deviceId]);
  if (outcome?.inUse === true) throw apiError('PoolInUse', { id });
  if (outcome?.deleted !== true) throw apiError('PoolNotFound', { id });
  await tx.query(DELETE_LOAD_BALANCER, [deviceId]);
  await retirePlacements(tx, deviceId);
  await removeFinishedDevices(tx, deviceId);
  audit(tx, context, { action: 'delete', resourceType: 'pool', resourceId: id });
}
