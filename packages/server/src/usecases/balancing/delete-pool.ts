import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGeneration, removeFinishedDevices, retirePlacements } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { findPool } from './find-pool.ts';
import { lockMonitorsOf } from './lock-health-monitor.ts';

/**
 * Members, associations and statistics go with the pool; a listener keeps it and so does a monitor that
 * has come before the device was locked: nobody holds it. Reports of health lock members in the order of their ids,
 * and no device.
 */
const DELETE_POOL = `
WITH fronts AS (
  SELECT id FROM listeners WHERE load_balancer_id = $2
), others AS (
  SELECT 1 FROM pool_health_monitors WHERE pool_id = $1 AND NOT monitor_id = ANY ($3::uuid[])
), locked AS MATERIALIZED (
  SELECT id FROM members WHERE pool_id = $1 ORDER BY id FOR UPDATE
), pool AS (
  DELETE FROM pools WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM fronts) AND NOT EXISTS (SELECT 1 FROM others)
    AND (SELECT count(*) FROM locked) >= 0
  RETURNING id
)
SELECT EXISTS (SELECT 1 FROM fronts) AS "inUse", EXISTS (SELECT 1 FROM others) AS stale,
  EXISTS (SELECT 1 FROM pool) AS deleted`;

interface Outcome {
  readonly inUse: boolean;
  readonly stale: boolean;
  readonly deleted: boolean;
}

const DELETE_LOAD_BALANCER = `
WITH load_balancer AS (DELETE FROM load_balancers WHERE id = $1)
UPDATE devices SET deleting = true WHERE id = $1`;

/**
 * The API forgets the pool at once; its device stays until the agents confirm that nothing of it runs.
 * @throws ApiError PoolNotFound, PoolInUse
 */
export async function deletePool(tx: Tx, context: CallContext, id: string): Promise<void> {
  const { deviceId } = await findPool(tx, context, id);
  const [monitorIds] = await Promise.all([lockMonitorsOf(tx, id), bumpGeneration(tx, deviceId)]);
  const [outcome] = await tx.query<Outcome>(DELETE_POOL, [id, deviceId, monitorIds]);
  if (outcome?.inUse === true) throw apiError('PoolInUse', { id });
  if (outcome?.stale === true) throw new StaleRead(`pool ${id} has got another monitor`);
  if (outcome?.deleted !== true) throw apiError('PoolNotFound', { id });
  await tx.query(DELETE_LOAD_BALANCER, [deviceId]);
  await retirePlacements(tx, deviceId);
  await removeFinishedDevices(tx, deviceId);
  audit(tx, context, { action: 'delete', resourceType: 'pool', resourceId: id });
}
