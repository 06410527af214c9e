import { currentRequestId } from '@lbaas/common/runtime';
import { StaleRead } from '../persistence/database-errors.ts';
import type { Tx } from '../persistence/unit-of-work.ts';
import { untoldSql } from './idle-placements.ts';

/**
 * FOR UPDATE behind ORDER BY locks in the order of the ids: two writers of overlapping sets cannot deadlock. Where the
 * agent is told nothing, the new generation is shown as soon as it is there; but not over one that is still to be sent. The limit tells PostgreSQL that they are few: it
 * looks each one up, where it would read whole tables for the many that it expects.
 */
const BUMP = `
WITH locked AS (
  SELECT id, generation + 1 AS next FROM devices WHERE id = ANY($1::uuid[]) AND NOT deleting ORDER BY id
  LIMIT cardinality($1::uuid[]) FOR UPDATE
), untold AS (
  UPDATE placements p SET dispatched_generation = locked.next, observed_generation = locked.next
  FROM locked WHERE p.device_id = locked.id AND p.observed_generation = locked.next - 1 AND ${untoldSql('p')}
  RETURNING p.device_id, p.observed_generation AS shown
)
UPDATE devices d SET generation = locked.next, realized_generation = coalesce(untold.shown, d.realized_generation),
  changed_at = now(), request_id = $2
FROM locked LEFT JOIN untold ON untold.device_id = locked.id WHERE d.id = locked.id
RETURNING d.id, d.generation, untold.shown IS NULL AS "isTold"`;

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
  if (rows.some(({ isTold }) => isTold)) tx.notifyAfterCommit('lbaas_dispatch');
  return new Map(rows.map(({ id, generation }) => [id, generation]));
}

interface Raised {
  readonly id: string;
  readonly generation: number;
  /** Whether an agent has to show it. */
  readonly isTold: boolean;
}
