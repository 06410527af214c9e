import { randomUUID } from 'node:crypto';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { RequestContext } from '../request-context.ts';
import { type Address, formatAddress } from './address.ts';
import { type AllocationPool, defaultPools, toPools } from './allocation-pool.ts';
import { type Cidr, defaultGateway, formatCidr, overlap, trustedCidr } from './cidr.ts';
import { type HostRoute, checkHostRoutes, checkNameservers } from './host-route.ts';
import { checkAllocationPools, checkCidr, checkGateway, refuseGatewayInPool } from './subnet-plan.ts';
import { findNetwork, mayWrite } from './visibility.ts';

export interface SubnetInput {
  readonly projectId: string;
  readonly networkId: string;
  readonly name: string;
  readonly ipVersion: number;
  readonly cidr: string;
  /** Absent: the first host address. Present but undefined: none. */
  readonly gatewayIp?: string | undefined;
  /** Absent: every host address but the gateway. */
  readonly allocationPools?: readonly AllocationPool[];
  readonly dnsNameservers: readonly string[];
  readonly hostRoutes: readonly HostRoute[];
  readonly enableDhcp: boolean;
}

const INSERT_SUBNET = `
INSERT INTO subnets (id, project_id, network_id, name, ip_version, cidr, gateway_ip, allocation_pools,
  dns_nameservers, host_routes, enable_dhcp)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

/**
 * @returns its id
 * @throws ApiError NetworkNotFound, PolicyNotAuthorized (on the network of another), InvalidInput,
 * InvalidAllocationPool, OutOfBoundsAllocationPool, OverlappingAllocationPools, GatewayConflictWithAllocationPools,
 * HostRoutesExhausted, DNSNameServersExhausted
 */
export async function createSubnet(tx: Tx, context: RequestContext, input: SubnetInput): Promise<string> {
  const network = await findNetwork(tx, context, input.networkId);
  if (!mayWrite(context, network.projectId))
    throw apiError('PolicyNotAuthorized', { action: 'create_subnet' });
  const id = randomUUID();
  const plan = planSubnet(id, input);
  await refuseOverlap(tx, network.id, plan.cidr);
  await tx.query(INSERT_SUBNET, [
    id,
    input.projectId,
    network.id,
    input.name,
    plan.cidr.version,
    formatCidr(plan.cidr),
    plan.gateway === undefined ? null : formatAddress(plan.gateway),
    JSON.stringify(plan.pools),
    JSON.stringify(plan.dnsNameservers),
    JSON.stringify(plan.hostRoutes),
    input.enableDhcp,
  ]);
  audit(tx, context, { action: 'create', resourceType: 'subnet', resourceId: id, body: input });
  return id;
}

interface SubnetPlan {
  readonly cidr: Cidr;
  readonly gateway: Address | undefined;
  readonly pools: readonly AllocationPool[];
  readonly dnsNameservers: readonly string[];
  readonly hostRoutes: readonly HostRoute[];
}

/** Everything that can be said about a subnet without looking at others. */
function planSubnet(id: string, input: SubnetInput): SubnetPlan {
  const cidr = checkCidr(input.ipVersion, input.cidr);
  const gateway = planGateway(cidr, input);
  const ranges =
    input.allocationPools === undefined
      ? defaultPools(cidr, gateway)
      : checkAllocationPools(cidr, input.allocationPools);
  refuseGatewayInPool(gateway, ranges);
  return {
    cidr,
    gateway,
    pools: toPools(cidr.version, ranges),
    dnsNameservers: checkNameservers(id, input.dnsNameservers),
    hostRoutes: checkHostRoutes(id, cidr, input.hostRoutes),
  };
}

function planGateway(cidr: Cidr, input: SubnetInput): Address | undefined {
  if (!('gatewayIp' in input)) return defaultGateway(cidr);
  return input.gatewayIp === undefined ? undefined : checkGateway(cidr, input.gatewayIp);
}

/** The lock on the network makes two creates at once see each other. */
const LOCK_NETWORK = 'SELECT id FROM networks WHERE id = $1 FOR NO KEY UPDATE';

/** Subnets of one network share its L2, so their addresses must differ; other networks may use the same ones. */
async function refuseOverlap(tx: Tx, networkId: string, cidr: Cidr): Promise<void> {
  const [network] = await tx.query(LOCK_NETWORK, [networkId]);
  if (network === undefined) throw apiError('NetworkNotFound', { id: networkId });
  const others = await tx.query<{ id: string; cidr: string }>(
    'SELECT id, cidr::text AS cidr FROM subnets WHERE network_id = $1',
    [networkId],
  );
  const other = others.find((subnet) => overlap(trustedCidr(subnet.cidr), cidr));
  if (other === undefined) return;
  const reason = `cidr ${formatCidr(cidr)} overlaps with ${other.cidr} of subnet ${other.id} on the same network`;
  throw apiError('InvalidInput', { reason });
}
