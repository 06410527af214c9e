import type { RowOf, Tx } from '../../persistence/index.ts';
import { DEVICE_PORTS, STAMP_ON_NETWORK } from '../../devices/device-kinds.ts';
import { bumpGenerations } from '../../devices/index.ts';

const DEVICES_ON_SUBNET = `
SELECT DISTINCT dp.device_id AS id FROM ${DEVICE_PORTS} dp JOIN ip_allocations a ON a.port_id = dp.port_id
WHERE a.subnet_id = $1`;

const DEVICES_ON_NETWORK = `
SELECT DISTINCT dp.device_id AS id FROM ${DEVICE_PORTS} dp JOIN ports p ON p.id = dp.port_id WHERE p.network_id = $1`;

/**
 * Makes every device with a port on the subnet show what has changed there. The caller holds a lock on the subnet rows
 * that excludes the shared one of those who create and move VIPs, so none can come in between.
 */
export const showChangeOfSubnet = (tx: Tx, subnetId: string): Promise<void> =>
  bumpAll(tx, DEVICES_ON_SUBNET, subnetId);

/** The same for a network; the caller holds the lock on all of its subnets. */
export const showChangeOfNetwork = (tx: Tx, networkId: string): Promise<void> =>
  bumpAll(tx, DEVICES_ON_NETWORK, networkId);

async function bumpAll(tx: Tx, find: string, id: string): Promise<void> {
  const devices = await tx.query<Pick<RowOf<'devices'>, 'id'>>(find, [id]);
  if (devices.length === 0) return;
  const ids = devices.map((device) => device.id);
  await bumpGenerations(tx, ids);
  await tx.query(STAMP_ON_NETWORK, [ids]);
}
