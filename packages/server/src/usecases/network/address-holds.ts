import type { DeviceId } from '@lbaas/common/domain';
import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';

const HOLD_ADDRESSES = `
INSERT INTO address_holds (network_id, ip_address, device_id, generation)
SELECT ia.network_id, ia.ip_address, $2, $3 FROM ip_allocations ia
WHERE ia.port_id = $1 AND EXISTS (SELECT 1 FROM placements WHERE device_id = $2)
ON CONFLICT ON CONSTRAINT address_holds_pkey DO UPDATE SET generation = excluded.generation`;

/**
 * A port leaves a device: its addresses stay held until the device is seen without them at `generation`.
 * Call it before the port goes.
 */
export async function holdAddresses(
  tx: Tx,
  portId: string,
  holder: { readonly deviceId: DeviceId; readonly generation: number },
): Promise<void> {
  await tx.query(HOLD_ADDRESSES, [portId, holder.deviceId, holder.generation]);
}

/** The device's own hold ends: it has the address again. */
const DROP_OWN_HOLDS = `
DELETE FROM address_holds h USING ip_allocations ia
WHERE ia.port_id = $1 AND h.network_id = ia.network_id AND h.ip_address = ia.ip_address AND h.device_id = $2`;

/** Of several holders the last in the chain: it waits for the others itself. */
const FIND_HOLDER = `
WITH live AS (
  SELECT DISTINCT h.device_id, h.generation FROM address_holds h
  JOIN ip_allocations ia ON ia.network_id = h.network_id AND ia.ip_address = h.ip_address
  JOIN placements p ON p.device_id = h.device_id AND p.observed_generation < h.generation
  WHERE ia.port_id = $1
)
SELECT live.device_id AS "deviceId", live.generation FROM live
ORDER BY EXISTS (SELECT 1 FROM live other JOIN devices d ON d.id = other.device_id
  WHERE d.after_device_id = live.device_id), live.device_id
LIMIT 1`;

interface Holder extends Pick<RowOf<'address_holds'>, 'generation'> {
  readonly deviceId: RowOf<'address_holds'>['device_id'];
}

/** Any number that no other advisory lock of the project uses. */
const CHAINS_LOCK = 4_815_004;

/**
 * Two devices that come to wait for each other at once would not see it. Behind all locks of devices, so that nobody
 * who has it waits for one; and before the look, in a statement of its own, which then sees what was waited for.
 */
const LOCK_CHAINS = 'SELECT pg_advisory_xact_lock($1)';

const WAITS_FOR = `
WITH RECURSIVE chain AS (
  SELECT $1::uuid AS id
  UNION
  SELECT d.after_device_id FROM chain JOIN devices d ON d.id = chain.id
  JOIN address_holds h ON h.device_id = d.after_device_id AND h.generation <= d.after_generation
  JOIN placements p ON p.device_id = h.device_id AND p.observed_generation < h.generation
)
SELECT 1 FROM chain WHERE id = $2`;

/**
 * A device is given the addresses of a port: it is not dispatched before a device that still answers on one of them
 * has let go. @throws ApiError StateInvalid when that device waits for this one
 */
export async function waitForAddresses(tx: Tx, portId: string, deviceId: DeviceId): Promise<void> {
  await tx.query(DROP_OWN_HOLDS, [portId, deviceId]);
  const [holder] = await tx.query<Holder>(FIND_HOLDER, [portId]);
  if (holder === undefined) return;
  tx.send(LOCK_CHAINS, [CHAINS_LOCK]);
  const cycle = await tx.query(WAITS_FOR, [holder.deviceId, deviceId]);
  if (cycle.length > 0) throw apiError('StateInvalid', { state: 'PENDING_UPDATE', id: deviceId });
  await tx.query('UPDATE devices SET after_device_id = $2, after_generation = $3 WHERE id = $1', [
    deviceId,
    holder.deviceId,
    holder.generation,
  ]);
}
