import { currentRequestId } from '@lbaas/common/runtime';
import { type RowOf, StaleRead, type Tx } from '../persistence/index.ts';
import { lockDevicesSql } from './lock-devices.ts';
import { SHOW_IDLE } from './placements/idle.ts';

/** Where a placement is idle, the new generation is shown as soon as it is there. */
const BUMP = `
WITH locked AS (${lockDevicesSql({
  select: 'd.id, d.generation + 1 AS next',
  where: 'd.id = ANY($1::uuid[]) AND NOT d.deleting',
  atMost: 'cardinality($1::uuid[])',
})}), idle AS (${SHOW_IDLE})
UPDATE devices d SET generation = locked.next, realized_generation = coalesce(idle.shown, d.realized_generation),
  changed_at = now(), request_id = $2
FROM locked LEFT JOIN idle ON idle.device_id = locked.id WHERE d.id = locked.id
RETURNING d.id, d.generation, idle.shown IS NULL AS "isSent"`;

/**
 * Locks the device until the end of the transaction, raises its generation and wakes the dispatchers after the commit.
 * Call it before the checks that must not race, and stamp the changed rows with what it returns.
 * @throws StaleRead when there is none, or it is being deleted: then what hung on it is gone too
 */
export async function bumpGeneration(tx: Tx, deviceId: string): Promise<number> {
  const generation = (await bumpGenerations(tx, [deviceId])).get(deviceId);
  if (generation === undefined) throw new StaleRead(`device ${deviceId} is gone`);
  return generation;
}

/** The same for several devices at once. Devices that are gone are missing from the result. */
export async function bumpGenerations(
  tx: Tx,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await tx.query<Raised>(BUMP, [deviceIds, currentRequestId() ?? null]);
  if (rows.some(({ isSent }) => isSent)) tx.notifyAfterCommit('lbaas_dispatch');
  return new Map(rows.map(({ id, generation }) => [id, generation]));
}

interface Raised extends Pick<RowOf<'devices'>, 'id' | 'generation'> {
  /** Whether an agent has to show it. */
  readonly isSent: boolean;
}

const OVERTAKE = `
WITH raised AS (
  UPDATE devices SET generation = $2::bigint + 1, changed_at = now() WHERE id = $1 AND generation <= $2 RETURNING 1
)
SELECT pg_notify('lbaas_dispatch', '') FROM raised`;

/** Raises the generation above what a host shows, so that it accepts what the database says again. */
export async function overtake(tx: Tx, deviceId: string, observedGeneration: number): Promise<void> {
  await tx.query(OVERTAKE, [deviceId, observedGeneration]);
}
