import { asDeviceId } from '@lbaas/common/domain';
import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGeneration } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { holdAddresses } from '../network/address-holds.ts';
import { releasePort } from '../network/allocate-port.ts';
import { findFloatingIp } from './find-floating-ip.ts';

const DELETE = 'DELETE FROM floating_ips WHERE id = $1 AND router_id IS NOT DISTINCT FROM $2 RETURNING id';

/** Its address is free again once the router is seen without it. @throws ApiError FloatingIPNotFound */
export async function deleteFloatingIp(tx: Tx, context: CallContext, id: string): Promise<void> {
  const { routerId, floatingPortId } = await findFloatingIp(tx, context, id);
  const generation = routerId === null ? undefined : await bumpGeneration(tx, routerId);
  const deleted = await tx.query(DELETE, [id, routerId]);
  if (deleted.length === 0) throw new StaleRead(`floating IP ${id} is gone, or has another router`);
  if (routerId !== null && generation !== undefined)
    await holdAddresses(tx, floatingPortId, { deviceId: asDeviceId(routerId), generation });
  await releasePort(tx, floatingPortId);
  audit(tx, context, { action: 'delete', resourceType: 'floating_ip', resourceId: id });
}
