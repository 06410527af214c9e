import { randomUUID } from 'node:crypto';
import type { Tx } from '../../persistence/index.ts';
import { auditCreates } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { type Address, formatAddress } from './address.ts';
import { type AllocationPool, defaultPools, toPools } from './allocation-pool.ts';
import { type Cidr, defaultGateway, formatCidr, overlap, trustedCidr } from './cidr.ts';
import { type HostRoute, checkHostRoutes, checkNameservers } from './host-route.ts';
import { checkAllocationPools, checkCidr, checkGateway, refuseGatewayInPool } from './subnet-plan.ts';
import { findNetworks, mayWrite } from './visibility.ts';

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

const INSERT_SUBNETS = `
INSERT INTO subnets (id, project_id, network_id, name, ip_version, cidr, gateway_ip, allocation_pools,
  dns_nameservers, host_routes, enable_dhcp)
SELECT s.* FROM jsonb_to_recordset($1) AS s (id uuid, project_id text, network_id uuid, name text, ip_version smallint,
  cidr cidr, gateway_ip inet, allocation_pools jsonb, dns_nameservers jsonb, host_routes jsonb, enable_dhcp boolean)`;

/**
 * All or none.
 * @returns their ids, in the order of the inputs
 * @throws ApiError NetworkNotFound, RuleForbids (on the network of another), InvalidInput,
 * InvalidAllocationPool, OutOfBoundsAllocationPool, OverlappingAllocationPools, GatewayConflictWithAllocationPools,
 * HostRoutesExhausted, DNSNameServersExhausted
 */
export async function createSubnets(
  tx: Tx,
  context: CallContext,
  inputs: readonly SubnetInput[],
): Promise<readonly string[]> {
  const networkIds = [...new Set(inputs.map(({ networkId }) => networkId))];
  const networks = await findNetworks(tx, context, networkIds);
  if (networks.some(({ projectId }) => !mayWrite(context, projectId)))
    throw apiError('RuleForbids', { verb: 'create', resource: 'subnet', attribute: '' });
  const planned = inputs.map((input) => {
    const id = randomUUID();
    return { id, input, plan: planSubnet(id, input) };
  });
  await refuseOverlap(tx, networkIds, planned);
  await tx.query(INSERT_SUBNETS, [JSON.stringify(planned.map(rowOf))]);
  const created = planned.map(({ id, input }) => ({ resourceId: id, body: input }));
  auditCreates(tx, context, 'subnet', created);
  return planned.map(({ id }) => id);
}

interface Planned {
  readonly id: string;
  readonly input: SubnetInput;
  readonly plan: SubnetPlan;
}

const rowOf = ({ id, input, plan }: Planned) => ({
  id,
  project_id: input.projectId,
  network_id: input.networkId,
  name: input.name,
  ip_version: plan.cidr.version,
  cidr: formatCidr(plan.cidr),
  gateway_ip: plan.gateway === undefined ? null : formatAddress(plan.gateway),
  allocation_pools: plan.pools,
  dns_nameservers: plan.dnsNameservers,
  host_routes: plan.hostRoutes,
  enable_dhcp: input.enableDhcp,
});

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

/** The locks on the networks make two creates at once see each other. */
const LOCK_NETWORKS = 'SELECT id FROM networks WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE';

const SUBNETS_ON = `
SELECT id, network_id AS "networkId", cidr::text AS cidr FROM subnets WHERE network_id = ANY($1::uuid[])`;

interface Placed {
  readonly id: string;
  readonly networkId: string;
  readonly cidr: Cidr;
}

/** Subnets of one network share its L2, so their addresses must differ; other networks may use the same ones. */
async function refuseOverlap(
  tx: Tx,
  networkIds: readonly string[],
  planned: readonly Planned[],
): Promise<void> {
  const locked = await tx.query<{ id: string }>(LOCK_NETWORKS, [networkIds]);
  const gone = networkIds.find((id) => !locked.some((network) => network.id === id));
  if (gone !== undefined) throw apiError('NetworkNotFound', { id: gone });
  const rows = await tx.query<Omit<Placed, 'cidr'> & { cidr: string }>(SUBNETS_ON, [networkIds]);
  const placed: Placed[] = rows.map((row) => ({ ...row, cidr: trustedCidr(row.cidr) }));
  for (const { id, input, plan } of planned) {
    const subnet = { id, networkId: input.networkId, cidr: plan.cidr };
    refuseOverlapping(subnet, placed);
    placed.push(subnet);
  }
}

function refuseOverlapping({ networkId, cidr }: Placed, placed: readonly Placed[]): void {
  const other = placed.find((subnet) => subnet.networkId === networkId && overlap(subnet.cidr, cidr));
  if (other === undefined) return;
  const theirs = `${formatCidr(other.cidr)} of subnet ${other.id}`;
  throw apiError('InvalidInput', {
    reason: `cidr ${formatCidr(cidr)} overlaps with ${theirs} on the same network`,
  });
}
