import { currentRequestId } from '@lbaas/common/runtime';
import { StaleRead } from './database-errors.ts';
import type { Tx } from './unit-of-work.ts';

/** FOR UPDATE behind ORDER BY locks in the order of the ids: two writers of overlapping sets cannot deadlock. */
const BUMP = `
WITH locked AS (
  SELECT id FROM devices WHERE id = ANY($1::uuid[]) AND NOT deleting ORDER BY id FOR UPDATE
)
UPDATE devices d SET generation = d.generation + 1, changed_at = now(), request_id = $2
FROM locked WHERE d.id = locked.id
RETURNING d.id, d.generation`;

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
  const rows = await tx.query<{ id: string; generation: number }>(BUMP, [
    deviceIds,
    currentRequestId() ?? null,
  ]);
  tx.announce('lbaas_dispatch');
  return new Map(rows.map(({ id, generation }) => [id, generation]));
}
