import type { DeviceId } from '@lbaas/common/domain';
import type { Tx } from './unit-of-work.ts';

const RETIRE_PLACEMENTS = `
UPDATE placements SET
  wanted = 'absent', dispatched_generation = 0, dispatched_at = NULL, attempts = 0, not_before = now(),
  dispatch_reason = NULL
WHERE device_id = $1 AND wanted = 'present'`;

/**
 * Asks every host of a device to take it down. The rows stay until the agents confirm: only then is nothing left
 * that answers on the device's addresses. Undeploying is due at once and is repeated until it is confirmed.
 */
export async function retirePlacements(tx: Tx, deviceId: DeviceId): Promise<void> {
  await tx.query(RETIRE_PLACEMENTS, [deviceId]);
  tx.announce('lbaas_dispatch');
}
