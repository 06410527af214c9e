import type { Tx } from './unit-of-work.ts';

/**
 * Makes the rest of the transaction depend on the object still having this revision when its row is written. A
 * trigger compares it under the lock of that write, so no lock has to be taken in advance and out of order. If the
 * revision differs, the whole work runs again. Without a write to the row the expectation has no effect.
 */
export function expectRevision(tx: Tx, id: string, revision: number): void {
  tx.send(`SELECT set_config('lbaas.expected', $1, true)`, [`${id} ${revision}`]);
}
