import type { Tx } from '../../persistence/index.ts';
import { bumpGenerations } from '../../devices/index.ts';

const DEVICES_ON_SUBNET = `
SELECT DISTINCT lb.id FROM load_balancers lb JOIN ip_allocations a ON a.port_id = lb.vip_port_id
WHERE a.subnet_id = $1`;

const DEVICES_ON_NETWORK = `
SELECT lb.id FROM load_balancers lb JOIN ports p ON p.id = lb.vip_port_id WHERE p.network_id = $1`;

/** Their VIPs are what waits for the change, and what reports an error when it cannot be made. */
const STAMP_LISTENERS = `
UPDATE listeners l SET changed_generation = d.generation
FROM devices d WHERE d.id = l.load_balancer_id AND d.id = ANY($1::uuid[])`;

/**
 * Makes every device with a VIP on the subnet show what has changed there. The caller holds a lock on the subnet rows
 * that excludes the shared one of those who create and move VIPs, so none can come in between.
 */
export const showChangeOfSubnet = (tx: Tx, subnetId: string): Promise<void> =>
  bumpAll(tx, DEVICES_ON_SUBNET, subnetId);

/** The same for a network; the caller holds the lock on all of its subnets. */
export const showChangeOfNetwork = (tx: Tx, networkId: string): Promise<void> =>
  bumpAll(tx, DEVICES_ON_NETWORK, networkId);

async function bumpAll(tx: Tx, find: string, id: string): Promise<void> {
  const devices = await tx.query<{ id: string }>(find, [id]);
  if (devices.length === 0) return;
  const ids = devices.map((device) => device.id);
  await bumpGenerations(tx, ids);
  await tx.query(STAMP_LISTENERS, [ids]);
}
