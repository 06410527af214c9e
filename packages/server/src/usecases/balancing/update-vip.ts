import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGeneration } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { differs } from '../differs.ts';
import type { CallContext } from '../call-context.ts';
import { refuseMismatch } from './create-vip.ts';
import type { DevicePlacer } from './device-placer.ts';
import { type FoundPool, findPool, refuseForeign } from './find-pool.ts';
import { type FoundVip, findVip } from './find-vip.ts';
import { moveVip } from './move-vip.ts';
import {
  type PersistenceChange,
  persistenceColumn,
  refuseCookies,
  samePersistence,
} from './session-persistence.ts';

export interface VipChanges {
  readonly name?: string;
  readonly description?: string;
  readonly poolId?: string;
  /** Absent keeps it. */
  readonly sessionPersistence?: PersistenceChange;
  readonly connectionLimit?: number;
  readonly adminStateUp?: boolean;
}

const UPDATE_VIP = `
WITH vip AS (
  UPDATE listeners SET name = coalesce($3, name), description = coalesce($4, description),
    connection_limit = coalesce($5, connection_limit), admin_state_up = coalesce($6, admin_state_up),
    changed_generation = coalesce($7, changed_generation)
  WHERE id = $1 AND load_balancer_id = $2 RETURNING id, default_pool_id
), pool AS (
  UPDATE pools SET session_persistence = $9 FROM vip WHERE pools.id = vip.default_pool_id AND $8
)
SELECT id FROM vip`;

/** @throws ApiError VipNotFound, PoolNotFound, NotAuthorized, ProtocolMismatch, VipExists, InvalidInput */
export async function updateVip(
  placer: DevicePlacer,
  tx: Tx,
  context: CallContext,
  id: string,
  changes: VipChanges,
): Promise<void> {
  const vip = await findVip(tx, context, id);
  refuseCookies(vip.protocol, changes.sessionPersistence);
  const target = await findTarget(tx, context, vip, changes.poolId);
  if (target === undefined) {
    await write(tx, vip, changes, isShown(vip, changes) ? await bumpGeneration(tx, vip.deviceId) : undefined);
  } else {
    const generation = await moveVip(placer, tx, vip, target);
    await write(tx, { ...vip, deviceId: target.deviceId }, changes, generation);
  }
  audit(tx, context, { action: 'update', resourceType: 'vip', resourceId: id, body: changes });
}

/** undefined when the VIP stays where it is: Horizon always names the pool. */
async function findTarget(
  tx: Tx,
  context: CallContext,
  vip: FoundVip,
  poolId: string | undefined,
): Promise<FoundPool | undefined> {
  if (poolId === undefined || poolId === vip.poolId) return undefined;
  const pool = await findPool(tx, context, poolId);
  refuseForeign(pool, vip.projectId);
  refuseMismatch(vip.protocol, pool);
  return pool;
}

function isShown(vip: FoundVip, changes: VipChanges): boolean {
  const { connectionLimit, adminStateUp, sessionPersistence } = changes;
  return (
    differs(vip, { connectionLimit, adminStateUp }) ||
    !samePersistence(vip.sessionPersistence, sessionPersistence ?? vip.sessionPersistence)
  );
}

/**
 * Finds nothing when the VIP was moved or deleted since it was read. The pool is written only under the lock of the
 * device, which is raised when the persistence is another one.
 */
async function write(
  tx: Tx,
  vip: FoundVip,
  changes: VipChanges,
  generation: number | undefined,
): Promise<void> {
  const { name, description, connectionLimit, adminStateUp, sessionPersistence } = changes;
  const written = await tx.query(UPDATE_VIP, [
    vip.id,
    vip.deviceId,
    name,
    description,
    connectionLimit,
    adminStateUp,
    generation,
    sessionPersistence !== undefined && generation !== undefined,
    persistenceColumn(sessionPersistence ?? 'none'),
  ]);
  if (written.length === 0) throw new StaleRead(`vip ${vip.id} has moved`);
}
