import type { ColumnOf, RowOf, Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';
import { type AllocationPool, toPools } from './allocation-pool.ts';
import { type Cidr, trustedCidr } from './cidr.ts';
import { showChangeOfSubnet } from './devices-on-network.ts';
import { type HostRoute, checkHostRoutes, checkNameservers } from './host-route.ts';
import { checkAllocationPools, checkGateway, refuseGatewayInPool } from './subnet-plan.ts';
import { type Owners, mayWriteOn } from './visibility.ts';

export interface SubnetChanges {
  readonly name?: string;
  /** Present but undefined: none. */
  readonly gatewayIp?: string | undefined;
  readonly allocationPools?: readonly AllocationPool[];
  readonly dnsNameservers?: readonly string[];
  readonly hostRoutes?: readonly HostRoute[];
  readonly enableDhcp?: boolean;
}

type Subnet = RowOf<'subnets'>;

interface SubnetRow extends Owners, Pick<Subnet, 'name' | 'cidr'> {
  readonly networkId: Subnet['network_id'];
  readonly gatewayIp: Subnet['gateway_ip'];
  readonly allocationPools: Subnet['allocation_pools'];
  readonly dnsNameservers: Subnet['dns_nameservers'];
  readonly hostRoutes: Subnet['host_routes'];
  readonly enableDhcp: Subnet['enable_dhcp'];
}

/** Waits for the allocations under way (`lockSubnets`) and keeps others out until the end. */
const LOCK_SUBNET = `
SELECT s.project_id AS "projectId", n.project_id AS "networkProjectId", s.network_id AS "networkId", s.name,
  s.cidr::text AS cidr, host(s.gateway_ip) AS "gatewayIp", s.allocation_pools AS "allocationPools",
  s.dns_nameservers AS "dnsNameservers", s.host_routes AS "hostRoutes", s.enable_dhcp AS "enableDhcp"
FROM subnets s JOIN networks n ON n.id = s.network_id WHERE s.id = $1 FOR NO KEY UPDATE OF s`;

const UPDATE_SUBNET = `
UPDATE subnets SET name = $2, gateway_ip = $3, allocation_pools = $4, dns_nameservers = $5, host_routes = $6,
  enable_dhcp = $7
WHERE id = $1`;

/**
 * @throws ApiError SubnetNotFound, InvalidInput, GatewayIpInUse, GatewayConflictWithAllocationPools,
 * InvalidAllocationPool, OutOfBoundsAllocationPool, OverlappingAllocationPools, HostRoutesExhausted,
 * DNSNameServersExhausted
 */
export async function updateSubnet(
  tx: Tx,
  context: CallContext,
  id: string,
  changes: SubnetChanges,
): Promise<void> {
  const [row] = await tx.query<SubnetRow>(LOCK_SUBNET, [id]);
  if (row === undefined || !mayWriteOn(context, row)) throw apiError('SubnetNotFound', { id });
  const next = planChange(id, row, changes);
  if (next.gatewayIp !== row.gatewayIp) await refuseUsedGateway(tx, row, next.gatewayIp);
  await tx.query(UPDATE_SUBNET, [
    id,
    next.name,
    next.gatewayIp,
    JSON.stringify(next.allocationPools),
    JSON.stringify(next.dnsNameservers),
    JSON.stringify(next.hostRoutes),
    next.enableDhcp,
  ]);
  if (showsOnDevices(row) !== showsOnDevices(next)) await showChangeOfSubnet(tx, id);
  audit(tx, context, { action: 'update', resourceType: 'subnet', resourceId: id, body: changes });
}

/** The part of a subnet that a logical device carries. */
const showsOnDevices = ({ gatewayIp, hostRoutes }: SubnetRow): string =>
  JSON.stringify([gatewayIp, hostRoutes.map(({ destination, nexthop }) => [destination, nexthop])]);

function planChange(id: string, row: SubnetRow, changes: SubnetChanges): SubnetRow {
  const cidr = trustedCidr(row.cidr);
  const gateway = nextGateway(cidr, row, changes);
  const pools = checkAllocationPools(cidr, changes.allocationPools ?? row.allocationPools);
  refuseGatewayInPool(gateway, pools);
  return {
    ...row,
    ...planNamed(id, cidr, changes),
    gatewayIp: gateway === undefined ? null : formatAddress(gateway),
    allocationPools: toPools(cidr.version, pools),
  };
}

function planNamed(id: string, cidr: Cidr, changes: SubnetChanges): Partial<SubnetRow> {
  const { name, enableDhcp, dnsNameservers, hostRoutes } = changes;
  return {
    ...(name === undefined ? {} : { name }),
    ...(enableDhcp === undefined ? {} : { enableDhcp }),
    ...(dnsNameservers === undefined ? {} : { dnsNameservers: checkNameservers(id, dnsNameservers) }),
    ...(hostRoutes === undefined ? {} : { hostRoutes: checkHostRoutes(id, cidr, hostRoutes) }),
  };
}

function nextGateway(cidr: Cidr, row: SubnetRow, changes: SubnetChanges): Address | undefined {
  if (!('gatewayIp' in changes)) return row.gatewayIp === null ? undefined : parseAddress(row.gatewayIp);
  return changes.gatewayIp === undefined ? undefined : checkGateway(cidr, changes.gatewayIp);
}

const PORT_AT = 'SELECT port_id AS "portId" FROM ip_allocations WHERE network_id = $1 AND ip_address = $2';

/** The gateway cannot leave the router that has its address, nor come to an address that some port has. */
async function refuseUsedGateway(tx: Tx, row: SubnetRow, next: string | null): Promise<void> {
  for (const address of [row.gatewayIp, next]) {
    const [owner] = await tx.query<{ portId: ColumnOf<'ip_allocations', 'port_id'> }>(PORT_AT, [
      row.networkId,
      address,
    ]);
    if (owner !== undefined && address !== null) {
      throw apiError('GatewayIpInUse', { ip_address: address, port_id: owner.portId });
    }
  }
}
