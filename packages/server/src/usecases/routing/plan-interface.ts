import { type RowOf, StaleRead, type Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { type AddressableSubnet, lockSubnets } from '../network/addressable-subnet.ts';
import { allocatePort } from '../network/allocate-port.ts';
import { isHostAddress } from '../network/cidr.ts';
import { VISIBLE_SUBNET } from '../network/find-subnet.ts';
import { lockPort } from '../network/lock-port.ts';
import { mayWrite, visiblePortSql } from '../network/visibility.ts';

/** An interface that can be made: what it needs is locked, except for the router and a port that is there already. */
export interface PlannedInterface {
  readonly subnet: AddressableSubnet;
  /** Makes or takes the port of the interface, and returns its id. To be called once the router is locked. */
  readonly takePort: (router: { readonly id: string; readonly projectId: string }) => Promise<string>;
}

type Subnet = RowOf<'subnets'>;

interface FoundSubnet {
  readonly networkId: Subnet['network_id'];
  readonly gatewayIp: Subnet['gateway_ip'];
  readonly networkProjectId: RowOf<'networks'>['project_id'];
}

const FIND_SUBNET = `
SELECT s.network_id AS "networkId", host(s.gateway_ip) AS "gatewayIp", n.project_id AS "networkProjectId"
${VISIBLE_SUBNET} FOR KEY SHARE OF n`;

const OWNER = 'network:router_interface';

/**
 * The interface that has the gateway address of a subnet. Whoever has that address gets the traffic of all who are on
 * the subnet, so it takes the owner of the network.
 * @throws ApiError SubnetNotFound, RouterRequestInvalid, RuleForbids
 */
export async function planOnSubnet(
  tx: Tx,
  context: CallContext,
  subnetId: string,
): Promise<PlannedInterface> {
  const { isAdmin, projectId } = context;
  const [found] = await tx.query<FoundSubnet>(FIND_SUBNET, [subnetId, isAdmin, projectId]);
  if (found === undefined) throw apiError('SubnetNotFound', { id: subnetId });
  if (!mayWrite(context, found.networkProjectId))
    throw apiError('RuleForbids', { verb: 'create', resource: 'port', attribute: 'fixed_ips' });
  const { networkId, gatewayIp } = found;
  if (gatewayIp === null)
    throw apiError('RouterRequestInvalid', { reason: 'Subnet for router interface must have a gateway IP' });
  const subnets = await lockSubnets(tx, networkId);
  const subnet = subnets.find(({ id }) => id === subnetId);
  if (subnet === undefined) throw apiError('SubnetNotFound', { id: subnetId });
  refuseGateway(subnet);
  return {
    subnet,
    takePort: async ({ id: deviceId, projectId: owner }) => {
      const port = {
        projectId: owner,
        networkId,
        name: '',
        deviceId,
        deviceOwner: OWNER,
        adminStateUp: true,
      };
      const fixedIps = [{ subnetId, ipAddress: gatewayIp }];
      // The address is kept from all others as that of a gateway.
      const { id } = await allocatePort(tx, { ...port, fixedIps }, [{ ...subnet, gateway: undefined }]);
      return id;
    },
  };
}

/** An IPv6 gateway may have a link-local address, which no port can be given. */
function refuseGateway({ id, cidr, gateway }: AddressableSubnet): void {
  if (gateway !== undefined && isHostAddress(cidr, gateway)) return;
  throw apiError('RouterRequestInvalid', { reason: `The gateway IP of subnet ${id} is not one of its own` });
}

interface FoundPort {
  readonly networkId: RowOf<'ports'>['network_id'];
  readonly deviceId: RowOf<'ports'>['device_id'];
  readonly subnetIds: readonly string[];
  /** A floating IP points at it. */
  readonly isFloating: boolean;
}

const READ_PORT = `
SELECT p.network_id AS "networkId", p.device_id AS "deviceId",
  ARRAY(SELECT a.subnet_id::text FROM ip_allocations a WHERE a.port_id = p.id) AS "subnetIds",
  EXISTS (SELECT 1 FROM floating_ips f WHERE f.fixed_port_id = p.id) AS "isFloating"
FROM ports p JOIN networks n ON n.id = p.network_id WHERE p.id = $1 AND ($2 OR ${visiblePortSql('$3')})`;

const FIND_PORT = `${READ_PORT} FOR KEY SHARE OF n`;

const TAKE_PORT = 'UPDATE ports SET device_id = $2, device_owner = $3 WHERE id = $1';

/**
 * An interface with a port that is there already and belongs to nobody.
 * @throws ApiError PortNotFound, PortInUse, FipAssociated, RouterRequestInvalid
 */
export async function planOnPort(tx: Tx, context: CallContext, portId: string): Promise<PlannedInterface> {
  const visible = [portId, context.isAdmin, context.projectId];
  const [found] = await tx.query<FoundPort>(FIND_PORT, visible);
  const subnetId = subnetIdOf(portId, found);
  const subnets = await lockSubnets(tx, found?.networkId ?? '');
  const subnet = subnets.find(({ id }) => id === subnetId);
  if (subnet === undefined) throw new StaleRead(`port ${portId} has another subnet`);
  return {
    subnet,
    takePort: async ({ id: routerId }) => {
      await lockPort(tx, context, portId);
      const [now] = await tx.query<FoundPort>(READ_PORT, visible);
      if (subnetIdOf(portId, now) !== subnetId) throw new StaleRead(`port ${portId} has another subnet`);
      await tx.query(TAKE_PORT, [portId, routerId, OWNER]);
      return portId;
    },
  };
}

/** The only one of a port that can become an interface. @throws ApiError, see planOnPort */
function subnetIdOf(portId: string, port: FoundPort | undefined): string {
  if (port === undefined) throw apiError('PortNotFound', { id: portId });
  if (port.deviceId !== '') throw apiError('PortInUse', { id: portId, device_id: port.deviceId });
  if (port.isFloating) throw apiError('FipAssociated', { port_id: portId });
  const [subnetId, another] = port.subnetIds;
  if (subnetId === undefined || another !== undefined)
    throw apiError('RouterRequestInvalid', { reason: 'Router port must have exactly one fixed IP' });
  return subnetId;
}
