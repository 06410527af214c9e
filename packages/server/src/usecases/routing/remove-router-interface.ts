import { asDeviceId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { holdAddresses } from '../network/address-holds.ts';
import { releasePort } from '../network/allocate-port.ts';
import type { ChangedInterface, InterfaceRequest } from './interface-request.ts';
import { type LockedRouter, type RouterInterface, lockRouter, raiseRouter } from './lock-router.ts';

const FLOATING_IPS_ON = `
SELECT 1 FROM floating_ips f
JOIN ip_allocations a ON a.port_id = f.fixed_port_id AND a.ip_address = f.fixed_ip_address
WHERE f.router_id = $1 AND a.subnet_id = $2 LIMIT 1`;

const DELETE_INTERFACE = `
WITH router AS (
  UPDATE routers SET changed_generation = $3 WHERE id = $2
)
DELETE FROM router_interfaces WHERE port_id = $1`;

/**
 * Its port goes with it, also one that was there before.
 * @throws ApiError RouterNotFound, RouterInterfaceNotFoundForSubnet, RouterInterfaceNotFound,
 * RouterInterfaceInUseByFloatingIP
 */
export async function removeRouterInterface(
  tx: Tx,
  context: CallContext,
  id: string,
  request: InterfaceRequest,
): Promise<ChangedInterface> {
  const router = await lockRouter(tx, context, id);
  const { portId, subnetId } = findInterface(router, request);
  if ((await tx.query(FLOATING_IPS_ON, [id, subnetId])).length > 0)
    throw apiError('RouterInterfaceInUseByFloatingIP', { router_id: id, subnet_id: subnetId });
  const generation = await raiseRouter(tx, id, false);
  await tx.query(DELETE_INTERFACE, [portId, id, generation]);
  await holdAddresses(tx, portId, { deviceId: asDeviceId(id), generation });
  await releasePort(tx, portId);
  audit(tx, context, { action: 'update', resourceType: 'router', resourceId: id, body: { remove: request } });
  return { routerId: router.id, projectId: router.projectId, portId, subnetId };
}

function findInterface(
  { id: router_id, interfaces }: LockedRouter,
  request: InterfaceRequest,
): RouterInterface {
  const found = interfaces.find(({ portId, subnetId }) =>
    'portId' in request ? portId === request.portId : subnetId === request.subnetId,
  );
  if (found !== undefined) return found;
  throw 'portId' in request
    ? apiError('RouterInterfaceNotFound', { router_id, port_id: request.portId })
    : apiError('RouterInterfaceNotFoundForSubnet', { router_id, subnet_id: request.subnetId });
}
