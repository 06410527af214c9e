import type { RowOf, Tx } from '../../persistence/index.ts';
import { type Address, type IpVersion, parseAddress } from './address.ts';
import type { AddressRange } from './allocation-pool.ts';
import { type Cidr, trustedCidr } from './cidr.ts';

/** What allocation needs to know of a subnet. */
export interface AddressableSubnet {
  readonly id: string;
  readonly networkId: string;
  readonly version: IpVersion;
  readonly cidr: Cidr;
  readonly gateway: Address | undefined;
  readonly pools: readonly AddressRange[];
}

type Row = Pick<RowOf<'subnets'>, 'id' | 'network_id' | 'cidr' | 'gateway_ip' | 'allocation_pools'>;

const subnetsOf = (networks: string): string => `
SELECT id, network_id, cidr::text AS cidr, host(gateway_ip) AS gateway_ip, allocation_pools
FROM subnets WHERE network_id = ${networks} ORDER BY network_id, created_at, id`;

/**
 * The shared lock keeps pools, gateway and the row itself as they are until the addresses are committed;
 * it lets any number of allocations run at once.
 */
const LOCK_SUBNETS = `${subnetsOf('$1')} FOR SHARE`;

/** Excludes the shared lock, but not the pools that come to name the subnet (foreign keys). */
const LOCK_SUBNETS_ALONE = `${subnetsOf('ANY ($1::uuid[])')} FOR NO KEY UPDATE`;

/**
 * The network first: a port that is written twice in one transaction, by us and by the trigger of its addresses, has
 * its foreign keys checked again.
 */
const LOCK_SUBNETS_BEFORE_PORT = `
WITH network AS MATERIALIZED (
  SELECT n.id FROM networks n WHERE n.id = (SELECT network_id FROM ports WHERE id = $1) FOR KEY SHARE
)${subnetsOf('(SELECT id FROM network)')} FOR NO KEY UPDATE OF subnets`;

/** The subnets of a network in the order of their creation. */
export async function lockSubnets(tx: Tx, networkId: string): Promise<AddressableSubnet[]> {
  return (await tx.query<Row>(LOCK_SUBNETS, [networkId])).map(toSubnet);
}

/**
 * The same of several networks, waiting for the allocations under way and keeping others out until the end of the
 * transaction. Whoever takes or gives up several addresses does it so: two that have what the other wants would wait
 * for each other.
 */
export async function lockSubnetsAlone(
  tx: Tx,
  networkIds: readonly string[],
): Promise<readonly AddressableSubnet[]> {
  return (await tx.query<Row>(LOCK_SUBNETS_ALONE, [networkIds])).map(toSubnet);
}

/** The same of the network of a port that is going to be locked. */
export async function lockSubnetsBeforePort(tx: Tx, portId: string): Promise<readonly AddressableSubnet[]> {
  return (await tx.query<Row>(LOCK_SUBNETS_BEFORE_PORT, [portId])).map(toSubnet);
}

function toSubnet(row: Row): AddressableSubnet {
  const cidr = trustedCidr(row.cidr);
  return {
    id: row.id,
    networkId: row.network_id,
    version: cidr.version,
    cidr,
    gateway: row.gateway_ip === null ? undefined : parseAddress(row.gateway_ip),
    pools: row.allocation_pools.flatMap(({ start, end }) => {
      const [first, last] = [parseAddress(start), parseAddress(end)];
      return first === undefined || last === undefined ? [] : [{ first: first.value, last: last.value }];
    }),
  };
}
