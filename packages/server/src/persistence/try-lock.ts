import type { Tx } from './unit-of-work.ts';

/** Of several servers one gets the advisory lock, until the end of the transaction; the others do not wait. */
export async function tryLock(tx: Tx, lock: number): Promise<boolean> {
  const [tried] = await tx.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [
    lock,
  ]);
  return tried?.locked === true;
}
