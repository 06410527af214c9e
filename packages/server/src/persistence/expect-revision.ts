import type { Tx } from './unit-of-work.ts';

/**
 * The rest of the transaction counts only if the object still has this revision when its row is written: a trigger looks
 * at it under the lock of that very write, so that nothing has to be locked beforehand and in another order than by
 * everybody else. Where it has another one the whole work runs again. It is ignored by what does not write the row.
 */
export function expectRevision(tx: Tx, id: string, revision: number): void {
  tx.send(`SELECT set_config('lbaas.expected', $1, true)`, [`${id} ${revision}`]);
}
