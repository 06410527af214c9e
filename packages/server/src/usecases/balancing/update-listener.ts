import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGeneration } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { differs } from '../differs.ts';
import type { CallContext } from '../call-context.ts';
import { type ListenerOptions, refuseMismatch } from './create-listener.ts';
import { type FoundPool, findPool, refuseForeign } from './find-pool.ts';
import { type FoundListener, findListener } from './find-listener.ts';
import { moveListener } from './move-listener.ts';
import {
  type PersistenceChange,
  persistenceColumn,
  refuseCookies,
  samePersistence,
} from './session-persistence.ts';

export interface ListenerChanges {
  readonly name?: string;
  readonly description?: string;
  readonly poolId?: string;
  /** Absent keeps it. */
  readonly sessionPersistence?: PersistenceChange;
  readonly connectionLimit?: number;
  readonly adminStateUp?: boolean;
}

const UPDATE_LISTENER = `
WITH listener AS (
  UPDATE listeners SET name = coalesce($3, name), description = coalesce($4, description),
    connection_limit = coalesce($5, connection_limit), admin_state_up = coalesce($6, admin_state_up),
    changed_generation = coalesce($7, changed_generation)
  WHERE id = $1 AND load_balancer_id = $2 RETURNING id, default_pool_id
), pool AS (
  UPDATE pools SET session_persistence = $9 FROM listener WHERE pools.id = listener.default_pool_id AND $8
)
SELECT id FROM listener`;

/** @throws ApiError ListenerNotFound, PoolNotFound, NotAuthorized, ProtocolMismatch, ListenerExists, CookiesNeedHttp */
export async function updateListener(
  options: ListenerOptions,
  tx: Tx,
  context: CallContext,
  id: string,
  changes: ListenerChanges,
): Promise<void> {
  const listener = await findListener(tx, context, id);
  refuseCookies(listener.protocol, changes.sessionPersistence);
  const target = await findTarget(tx, context, listener, changes.poolId);
  if (target === undefined) {
    await write(
      tx,
      listener,
      changes,
      isShown(listener, changes) ? await bumpGeneration(tx, listener.deviceId) : undefined,
    );
  } else {
    const generation = await moveListener(options, tx, listener, target);
    await write(tx, { ...listener, deviceId: target.deviceId }, changes, generation);
  }
  audit(tx, context, { action: 'update', resourceType: 'listener', resourceId: id, body: changes });
}

/** undefined when the listener stays where it is: Horizon always names the pool. */
async function findTarget(
  tx: Tx,
  context: CallContext,
  listener: FoundListener,
  poolId: string | undefined,
): Promise<FoundPool | undefined> {
  if (poolId === undefined || poolId === listener.poolId) return undefined;
  const pool = await findPool(tx, context, poolId);
  refuseForeign(pool, listener.projectId);
  refuseMismatch(listener.protocol, pool);
  return pool;
}

function isShown(listener: FoundListener, changes: ListenerChanges): boolean {
  const { connectionLimit, adminStateUp, sessionPersistence } = changes;
  return (
    differs(listener, { connectionLimit, adminStateUp }) ||
    !samePersistence(listener.sessionPersistence, sessionPersistence ?? listener.sessionPersistence)
  );
}

/**
 * Finds nothing when the listener was moved or deleted since it was read. The pool is written only under the lock of the
 * device, which is raised when the persistence is another one.
 */
async function write(
  tx: Tx,
  listener: FoundListener,
  changes: ListenerChanges,
  generation: number | undefined,
): Promise<void> {
  const { name, description, connectionLimit, adminStateUp, sessionPersistence } = changes;
  const written = await tx.query(UPDATE_LISTENER, [
    listener.id,
    listener.deviceId,
    name,
    description,
    connectionLimit,
    adminStateUp,
    generation,
    sessionPersistence !== undefined && generation !== undefined,
    persistenceColumn(sessionPersistence ?? 'none'),
  ]);
  if (written.length === 0) throw new StaleRead(`listener ${listener.id} has moved`);
}
