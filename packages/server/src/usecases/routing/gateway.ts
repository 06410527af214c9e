import { asDeviceId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { holdAddresses, waitForAddresses } from '../network/address-holds.ts';
import type { AddressableSubnet } from '../network/addressable-subnet.ts';
import { allocatePort, lockForPort, releasePort } from '../network/allocate-port.ts';
import type { FixedIpRequest } from '../network/assign-fixed-ips.ts';
import { checkFixedIps } from '../network/port-policy.ts';
import { matchFixedIps } from '../network/update-port.ts';
import { findNetworks, mayWrite } from '../network/visibility.ts';
import { type LockedRouter, subnetsOf } from './lock-router.ts';
import { refuseOverlap } from './refuse-overlap.ts';

/** What a caller wants of the way out of a router. */
export interface GatewayRequest {
  readonly networkId: string;
  readonly enableSnat: boolean;
  /** Absent: one address per IP version. */
  readonly fixedIps?: readonly FixedIpRequest[] | undefined;
}

/** A wanted gateway whose network is locked, and stays external. */
export interface PlannedGateway extends GatewayRequest {
  readonly subnets: readonly AddressableSubnet[];
}

const portOf = (routerId: string, { networkId, fixedIps }: GatewayRequest) => ({
  // Of no project: a router takes an address of a network that others own, and they count it.
  projectId: '',
  networkId,
  name: '',
  deviceId: routerId,
  deviceOwner: 'network:router_gateway',
  adminStateUp: true,
  fixedIps,
});

/**
 * Locks what a gateway needs. To be called before the router is locked.
 * @throws ApiError NetworkNotFound, RouterRequestInvalid, RuleForbids, InvalidInput
 */
export async function planGateway(
  tx: Tx,
  context: CallContext,
  request: GatewayRequest,
): Promise<PlannedGateway> {
  const { networkId, fixedIps } = request;
  const [network] = await findNetworks(tx, context, [networkId], 'use');
  if (network?.external !== true)
    throw apiError('RouterRequestInvalid', { reason: `Network ${networkId} is not an external network` });
  if (fixedIps !== undefined) {
    if (!mayWrite(context, network.projectId)) {
      const attribute = 'external_gateway_info:external_fixed_ips';
      throw apiError('RuleForbids', { verb: 'update', resource: 'router', attribute });
    }
    checkFixedIps(fixedIps);
  }
  return { ...request, subnets: await lockForPort(tx, portOf('', request)) };
}

/** Whether the router has another gateway then, or translates other addresses to its own. */
export function changesGateway(router: LockedRouter, wanted: PlannedGateway | undefined): boolean {
  if (wanted === undefined) return router.gateway !== null;
  return needsNewPort(router, wanted) || router.enableSnat !== wanted.enableSnat;
}

function needsNewPort({ gateway }: LockedRouter, { networkId, fixedIps }: GatewayRequest): boolean {
  if (gateway?.networkId !== networkId) return true;
  if (fixedIps === undefined) return false;
  const { kept, missing } = matchFixedIps(gateway.fixedIps, fixedIps);
  return missing.length > 0 || kept.length < gateway.fixedIps.length;
}

/**
 * What keeps a router from another gateway.
 * @throws ApiError RouterExternalGatewayInUseByFloatingIp, RouterRequestInvalid
 */
export function refuseGateway(router: LockedRouter, wanted: PlannedGateway | undefined): void {
  const { gateway, hasFloatingIps, id } = router;
  if (gateway !== null && hasFloatingIps && wanted?.networkId !== gateway.networkId) {
    throw apiError('RouterExternalGatewayInUseByFloatingIp', { router_id: id, net_id: gateway.networkId });
  }
  const inside = subnetsOf(router);
  for (const subnet of wanted?.subnets ?? []) refuseOverlap(subnet, inside);
}

const WRITE_GATEWAY = `
UPDATE routers SET gateway_port_id = $2, gateway_generation = CASE WHEN $2::uuid IS NOT NULL THEN $3::bigint END,
  enable_snat = $4
WHERE id = $1`;

const WRITE_SNAT = 'UPDATE routers SET enable_snat = $2 WHERE id = $1';

/**
 * Gives a router that is locked and raised the wanted gateway, or none. Who has none would translate again.
 * @throws ApiError RouterRequestInvalid (a network without addresses), and what allocatePort throws
 */
export async function setGateway(
  tx: Tx,
  router: LockedRouter,
  wanted: PlannedGateway | undefined,
  generation: number,
): Promise<void> {
  const { id } = router;
  if (wanted !== undefined && !needsNewPort(router, wanted)) {
    await tx.query(WRITE_SNAT, [id, wanted.enableSnat]);
    return;
  }
  if (router.gateway !== null) {
    const { portId } = router.gateway;
    await tx.query(WRITE_GATEWAY, [id, null, generation, true]);
    await holdAddresses(tx, portId, { deviceId: asDeviceId(id), generation });
    await releasePort(tx, portId);
  }
  if (wanted !== undefined) await addGateway(tx, id, wanted, generation);
}

/** For a router that has none. */
export async function addGateway(
  tx: Tx,
  id: string,
  wanted: PlannedGateway,
  generation: number,
): Promise<void> {
  const port = await allocatePort(tx, portOf(id, wanted), wanted.subnets);
  if (port.fixedIps.length === 0) {
    const reason = `No IPs available for external network ${wanted.networkId}`;
    throw apiError('RouterRequestInvalid', { reason });
  }
  await tx.query(WRITE_GATEWAY, [id, port.id, generation, wanted.enableSnat]);
  await waitForAddresses(tx, port.id, asDeviceId(id));
}
