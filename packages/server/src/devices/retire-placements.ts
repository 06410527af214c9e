import type { DeviceId } from '@lbaas/common/domain';
import type { Tx } from '../persistence/unit-of-work.ts';
import { untoldSql } from './idle-placements.ts';

const DELETE_UNTOLD = `DELETE FROM placements p WHERE p.device_id = $1 AND ${untoldSql('p')}`;

/** A statement of its own: what was sent in the moment of the first one is left for this. */
const RETIRE_PLACEMENTS = `
UPDATE placements SET
  wanted = 'absent', dispatched_generation = 0, dispatched_at = NULL, attempts = 0, not_before = now(),
  dispatch_reason = NULL
WHERE device_id = $1 AND wanted = 'present'
RETURNING 1`;

/**
 * Asks every host of a device to take it down. The rows stay until the agents confirm: only then is nothing left
 * that answers on the device's addresses. Undeploying is due at once and is repeated until it is confirmed. A host that
 * was never told of the device has nothing to confirm.
 */
export async function retirePlacements(tx: Tx, deviceId: DeviceId): Promise<void> {
  tx.send(DELETE_UNTOLD, [deviceId]);
  const retired = await tx.query(RETIRE_PLACEMENTS, [deviceId]);
  if (retired.length > 0) tx.notifyAfterCommit('lbaas_dispatch');
}
