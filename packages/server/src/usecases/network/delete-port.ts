import type { Tx } from '../../persistence/index.ts';
import { bumpGenerations } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { releasePort } from './allocate-port.ts';
import { clearFloatingIps, routersOfPort } from './floating-ips-of-port.ts';
import { lockPort } from './lock-port.ts';

/** Ports that come and go with a router or a floating IP. */
const L3_OWNERS = new Set(['network:router_interface', 'network:router_gateway', 'network:floatingip']);

/**
 * Floating IPs that point at it point nowhere then. Their routers are locked before the port, as everywhere.
 * @throws ApiError PortNotFound, ServicePortInUse (a VIP uses it), L3PortInUse
 */
export async function deletePort(tx: Tx, context: CallContext, id: string): Promise<void> {
  const routers = await routersOfPort(tx, id);
  const generations = await bumpGenerations(tx, routers);
  const { isVip, deviceOwner } = await lockPort(tx, context, id);
  if (isVip) throw apiError('ServicePortInUse', { id, reason: 'a VIP uses it' });
  if (L3_OWNERS.has(deviceOwner)) throw apiError('L3PortInUse', { id, device_owner: deviceOwner });
  await clearFloatingIps(tx, id, generations);
  await releasePort(tx, id);
  audit(tx, context, { action: 'delete', resourceType: 'port', resourceId: id });
}
