import type { DeviceId } from '@lbaas/common/domain';
import type { Tx } from './unit-of-work.ts';
import { untoldSql } from './untold-placements.ts';

const RETIRE_PLACEMENTS = `
WITH untold AS (
  DELETE FROM placements p WHERE p.device_id = $1 AND ${untoldSql('p')}
)
UPDATE placements p SET
  wanted = 'absent', dispatched_generation = 0, dispatched_at = NULL, attempts = 0, not_before = now(),
  dispatch_reason = NULL
WHERE p.device_id = $1 AND p.wanted = 'present' AND NOT ${untoldSql('p')}
RETURNING 1`;

/**
 * Asks every host of a device to take it down. The rows stay until the agents confirm: only then is nothing left
 * that answers on the device's addresses. Undeploying is due at once and is repeated until it is confirmed. A host that
 * was never told of the device has nothing to confirm.
 */
export async function retirePlacements(tx: Tx, deviceId: DeviceId): Promise<void> {
  const retired = await tx.query(RETIRE_PLACEMENTS, [deviceId]);
  if (retired.length > 0) tx.announce('lbaas_dispatch');
}
