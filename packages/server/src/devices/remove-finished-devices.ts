import type { DeviceId } from '@lbaas/common/domain';
import type { RowOf, Tx } from '../persistence/index.ts';
import { existsSql } from './device-kinds.ts';

const REMOVE_FINISHED_DEVICES = `
WITH finished AS (
  SELECT d.id FROM devices d
  WHERE d.deleting AND ($1::uuid IS NULL OR d.id = $1)
    AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.device_id = d.id)
    AND NOT ${existsSql('d')}
  FOR UPDATE OF d SKIP LOCKED
)
DELETE FROM devices d USING finished WHERE d.id = finished.id RETURNING d.id`;

/**
 * Removes the deleted devices (one, or all) that no host runs any more, with their address holds. The wake-up is for
 * the devices that waited for those addresses.
 */
export async function removeFinishedDevices(tx: Tx, deviceId?: DeviceId): Promise<readonly DeviceId[]> {
  const rows = await tx.query<Pick<RowOf<'devices'>, 'id'>>(REMOVE_FINISHED_DEVICES, [deviceId ?? null]);
  if (rows.length > 0) tx.notifyAfterCommit('lbaas_dispatch');
  return rows.map((row) => row.id);
}
