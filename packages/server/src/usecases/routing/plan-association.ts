import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { canonicalAddress, parseAddress } from '../network/address.ts';
import { visiblePortSql } from '../network/visibility.ts';

export interface AssociationRequest {
  readonly portId: string;
  /** Absent: the only IPv4 address of the port. */
  readonly fixedIpAddress?: string | undefined;
}

/** Where a floating IP is to point, and the router that leads there. */
export interface Association {
  readonly portId: string;
  readonly ipAddress: string;
  readonly routerId: NonNullable<RowOf<'floating_ips'>['router_id']>;
}

interface FixedIp {
  readonly subnetId: string;
  readonly ipAddress: string;
}

interface FoundPort {
  readonly projectId: RowOf<'ports'>['project_id'];
  readonly deviceOwner: RowOf<'ports'>['device_owner'];
  readonly fixedIps: readonly FixedIp[];
}

const FIND_PORT = `
SELECT p.project_id AS "projectId", p.device_owner AS "deviceOwner", (
  SELECT coalesce(json_agg(json_build_object('subnetId', a.subnet_id, 'ipAddress', host(a.ip_address))
    ORDER BY a.ip_address), '[]')
  FROM ip_allocations a WHERE a.port_id = p.id) AS "fixedIps"
FROM ports p JOIN networks n ON n.id = p.network_id WHERE p.id = $1 AND ($2 OR ${visiblePortSql('$3')})`;

/** Of several routers the one that is the gateway of the subnet: answers go that way. */
const FIND_ROUTER = `
SELECT r.id FROM router_interfaces ri JOIN routers r ON r.id = ri.router_id
JOIN ports gp ON gp.id = r.gateway_port_id JOIN subnets s ON s.id = ri.subnet_id
LEFT JOIN ip_allocations a ON a.port_id = ri.port_id AND a.ip_address = s.gateway_ip
WHERE ri.subnet_id = $1 AND gp.network_id = $2 ORDER BY a.port_id IS NULL, r.id LIMIT 1`;

/**
 * Everything of it may have changed by the time it is written, see `associate`.
 * @throws ApiError PortNotFound, FloatingIpRequestInvalid, ExternalGatewayForFloatingIPNotFound
 */
export async function planAssociation(
  tx: Tx,
  context: CallContext,
  floatingIp: { readonly projectId: string; readonly networkId: string },
  request: AssociationRequest,
): Promise<Association> {
  const { portId } = request;
  const [port] = await tx.query<FoundPort>(FIND_PORT, [portId, context.isAdmin, context.projectId]);
  if (port === undefined) throw apiError('PortNotFound', { id: portId });
  refusePort(portId, port, floatingIp.projectId);
  const { subnetId, ipAddress } = chooseAddress(port, request);
  const [router] = await tx.query<{ id: Association['routerId'] }>(FIND_ROUTER, [
    subnetId,
    floatingIp.networkId,
  ]);
  if (router === undefined) {
    const external_network_id = floatingIp.networkId;
    throw apiError('ExternalGatewayForFloatingIPNotFound', {
      external_network_id,
      subnet_id: subnetId,
      port_id: portId,
    });
  }
  return { portId, ipAddress, routerId: router.id };
}

/** The ports of routers answer for themselves. */
function refusePort(portId: string, port: FoundPort, projectId: string): void {
  if (port.projectId !== projectId)
    throw invalid(`Port ${portId} is associated with a different tenant than the floating IP`);
  if (port.deviceOwner.startsWith('network:'))
    throw invalid(`Port ${portId} has owner ${port.deviceOwner} and cannot be bound`);
}

function chooseAddress({ fixedIps }: FoundPort, { portId, fixedIpAddress }: AssociationRequest): FixedIp {
  const ipv4 = fixedIps.filter(({ ipAddress }) => parseAddress(ipAddress)?.version === 4);
  if (fixedIpAddress !== undefined) {
    const wanted = canonicalAddress(fixedIpAddress);
    const named = ipv4.find(({ ipAddress }) => ipAddress === wanted);
    if (named === undefined)
      throw invalid(`Port ${portId} does not have fixed IPv4 address ${fixedIpAddress}`);
    return named;
  }
  const [only, another] = ipv4;
  if (only === undefined)
    throw invalid(`Cannot add floating IP to port ${portId} that has no fixed IPv4 addresses`);
  if (another !== undefined) {
    throw invalid(
      `Port ${portId} has multiple fixed IPs. Must provide a specific IP when assigning a floating IP`,
    );
  }
  return only;
}

const invalid = (reason: string) => apiError('FloatingIpRequestInvalid', { reason });
