import type { Tx } from '../persistence/unit-of-work.ts';

export interface DevicesToLock {
  /** A condition on devices `d`. */
  readonly where: string;
  /** @default the id */
  readonly select?: string;
  /** An expression. It tells PostgreSQL that they are few: it looks each one up, where it would read the whole table. */
  readonly atMost?: string;
}

/**
 * Selects devices and locks them until the end of the transaction, in the order of their ids: PostgreSQL sorts before
 * it locks, so two writers of overlapping sets cannot deadlock. All that is done to a device or its placements begins
 * with this lock (lock order in ARCHITECTURE.md).
 */
export const lockDevicesSql = ({ where, select = 'd.id', atMost }: DevicesToLock): string => `
SELECT ${select} FROM devices d WHERE ${where} ORDER BY d.id ${atMost === undefined ? '' : `LIMIT ${atMost}`} FOR UPDATE`;

const LOCK_DEVICES = lockDevicesSql({ where: 'd.id = ANY($1::uuid[])' });

export function lockDevices(tx: Tx, ids: readonly string[]): void {
  tx.send(LOCK_DEVICES, [ids]);
}

/** A condition for lockDevicesSql: what has a placement `p` that `which` selects. */
export const placedSql = (which: string): string => `d.id IN (SELECT p.device_id FROM placements p ${which})`;
