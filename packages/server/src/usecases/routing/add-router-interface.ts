import { asDeviceId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import type { DevicePlacer } from '../device-placer.ts';
import { waitForAddresses } from '../network/address-holds.ts';
import type { ChangedInterface, InterfaceRequest } from './interface-request.ts';
import { type LockedRouter, lockRouter, raiseRouter, subnetsOf } from './lock-router.ts';
import { planOnPort, planOnSubnet } from './plan-interface.ts';
import { type RoutedSubnet, refuseOverlap } from './refuse-overlap.ts';
import { trustedCidr } from '../network/cidr.ts';

const INSERT_INTERFACE = `
WITH router AS (
  UPDATE routers SET changed_generation = $4 WHERE id = $2
)
INSERT INTO router_interfaces (port_id, router_id, subnet_id, generation) VALUES ($1, $2, $3, $4)`;

const SUBNETS_OF_NETWORK = 'SELECT id, cidr::text AS cidr FROM subnets WHERE network_id = $1';

/**
 * Puts a router on a subnet, with its gateway address or with a port that is there.
 * @throws ApiError RouterNotFound, SubnetNotFound, PortNotFound, RouterRequestInvalid, RuleForbids, PortInUse,
 * FipAssociated, IpAddressInUse
 */
export async function addRouterInterface(
  placer: DevicePlacer,
  tx: Tx,
  context: CallContext,
  id: string,
  request: InterfaceRequest,
): Promise<ChangedInterface> {
  const { subnet, takePort } =
    'portId' in request
      ? await planOnPort(tx, context, request.portId)
      : await planOnSubnet(tx, context, request.subnetId);
  const router = await lockRouter(tx, context, id);
  refuseOverlap(subnet, [...subnetsOf(router), ...(await outsideOf(tx, router))]);
  const generation = await raiseRouter(tx, id, router.adminStateUp);
  const portId = await takePort(router);
  await tx.query(INSERT_INTERFACE, [portId, id, subnet.id, generation]);
  await waitForAddresses(tx, portId, asDeviceId(id));
  await placer.ensureFit(tx, asDeviceId(id));
  audit(tx, context, { action: 'update', resourceType: 'router', resourceId: id, body: { add: request } });
  return { routerId: router.id, projectId: router.projectId, portId, subnetId: subnet.id };
}

/** The subnets of the network that its gateway is on. */
async function outsideOf(tx: Tx, { gateway }: LockedRouter): Promise<readonly RoutedSubnet[]> {
  if (gateway === null) return [];
  const rows = await tx.query<{ id: string; cidr: string }>(SUBNETS_OF_NETWORK, [gateway.networkId]);
  return rows.map(({ id, cidr }) => ({ id, cidr: trustedCidr(cidr) }));
}
