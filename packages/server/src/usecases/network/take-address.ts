import type { ColumnOf, RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';
import type { AddressableSubnet } from './addressable-subnet.ts';
import type { AddressRange } from './allocation-pool.ts';
import { isHostAddress } from './cidr.ts';

/** How many of the lowest free addresses are tried at once: more than transactions are ever in flight on one subnet. */
const CANDIDATES = 32;
/** Each round that takes nothing means that another transaction took an address. */
const MAX_ROUNDS = 64;

const USED = (table: string, low: string, high: string): string =>
  `${table} WHERE network_id = $1 AND ip_address BETWEEN ${low} AND ${high}`;

const FREE_IN_CHUNK = `hi - lo + 1
  - (SELECT count(*) FROM ${USED('ip_allocations', 'lo', 'hi')})
  - (SELECT count(DISTINCT ip_address) FROM ${USED('address_holds', 'lo', 'hi')} AND NOT EXISTS (
      SELECT 1 FROM ip_allocations a WHERE a.network_id = $1 AND a.ip_address = address_holds.ip_address))`;

/** Of the pools on the subnet $4, and of the load balancer $5, wherever its pools are. */
const MEMBERS_IN_CHUNK = `
  SELECT m.address AS ip_address FROM members m JOIN pools p ON p.id = m.pool_id
  WHERE m.address BETWEEN lo AND hi AND (p.subnet_id = $4 OR p.load_balancer_id = $5)`;

const NO_MEMBER_IN_CHUNK = `${FREE_IN_CHUNK}
  - (SELECT count(*) FROM (${MEMBERS_IN_CHUNK}
      EXCEPT SELECT ip_address FROM ${USED('ip_allocations', 'lo', 'hi')}
      EXCEPT SELECT ip_address FROM ${USED('address_holds', 'lo', 'hi')}) AS others)`;

interface Occupied {
  /** How many of a chunk, `lo` to `hi`, are free. */
  readonly free: string;
  /** Selects those of a chunk that are not, beside those of ports and holds. */
  readonly more?: string;
}

/**
 * The lowest gaps between used or held addresses of one pool ($2 to $3): first free and next used address.
 * Walks the pool in chunks of 256 addresses, counting what is used, up to the first chunk with a free address, and
 * looks closely at that one only. The cost is the length of the gapless run at the start of the pool (0.2 us for each
 * used address), never the size of the subnet, and it does not hang on a plan that statistics could turn.
 */
const findGaps = ({ free, more }: Occupied): string => `
WITH RECURSIVE chunk AS (
  SELECT lo, hi, ${free} AS free
  FROM (SELECT $2::inet AS lo, LEAST($2::inet + 255, $3::inet) AS hi) AS lowest
  UNION ALL
  SELECT lo, hi, ${free}
  FROM (
    SELECT hi + 1 AS lo, LEAST(hi + 256, $3::inet) AS hi FROM chunk WHERE free = 0 AND hi < $3::inet
  ) AS next
)
SELECT host(gap.first) AS first, host(gap.next) AS next
FROM chunk, LATERAL (
  SELECT ip + 1 AS first, coalesce(lead(ip) OVER (ORDER BY ip), hi + 1) AS next
  FROM (
    SELECT lo - 1 AS ip
    UNION ALL SELECT ip_address FROM ${USED('ip_allocations', 'lo', 'hi')}
    UNION ALL SELECT ip_address FROM ${USED('address_holds', 'lo', 'hi')}
    ${more === undefined ? '' : `UNION ALL ${more}`}
  ) used
) gap
WHERE chunk.free > 0 AND gap.first < gap.next
ORDER BY gap.first LIMIT ${CANDIDATES}`;

export const FIND_GAPS = findGaps({ free: FREE_IN_CHUNK });

/** A VIP on the address of a member would take the member's traffic, or be sent its own. */
export const FIND_GAPS_FOR_VIP = findGaps({ free: NO_MEMBER_IN_CHUNK, more: MEMBERS_IN_CHUNK });

/** A port, and the load balancer whose VIP it carries, if it does. */
export interface AddressedPort {
  readonly id: string;
  readonly loadBalancerId?: string | undefined;
}

/**
 * Picks the first candidate that is still free and that no other transaction is taking, and takes it. The advisory lock
 * makes concurrent allocations pass by each other instead of queueing for the same lowest address; nothing ever waits
 * for it, and the primary key alone makes the result safe. `picked` without `taken`: someone committed that address in
 * this very moment. CASE keeps the order: no lock for what is used already.
 */
export const CLAIM = `
WITH candidate AS MATERIALIZED (
  SELECT ip FROM unnest($4::inet[]) WITH ORDINALITY AS c (ip, n) ORDER BY n
), picked AS MATERIALIZED (
  SELECT ip FROM candidate
  WHERE CASE
    WHEN (SELECT count(*) FROM ip_allocations a WHERE a.network_id = $1 AND a.ip_address = ip) > 0 THEN false
    ELSE pg_try_advisory_xact_lock(hashtextextended($1::uuid || ' ' || host(ip), 0)) END
  LIMIT 1
), taken AS (
  INSERT INTO ip_allocations (network_id, subnet_id, port_id, ip_address)
  SELECT $1::uuid, $2::uuid, $3::uuid, ip FROM picked
  ON CONFLICT ON CONSTRAINT ip_allocations_pkey DO NOTHING
  RETURNING ip_address
)
SELECT host(taken.ip_address) AS taken FROM picked LEFT JOIN taken ON true`;

/** Waits for a transaction that is taking the very address, then takes it if that one was rolled back. */
const TAKE = `
INSERT INTO ip_allocations (network_id, subnet_id, port_id, ip_address) VALUES ($1, $2, $3, $4)
ON CONFLICT ON CONSTRAINT ip_allocations_pkey DO NOTHING
RETURNING host(ip_address) AS ip_address`;

/** Gives the port that very address; a held one is allowed, since the caller orders the devices. */
export async function takeAddress(
  tx: Tx,
  subnet: AddressableSubnet,
  portId: string,
  address: Address,
): Promise<string> {
  const text = formatAddress(address);
  if (!isHostAddress(subnet.cidr, address)) {
    throw apiError('InvalidInput', { reason: `${text} is not a host address of subnet ${subnet.id}` });
  }
  const isGateway = subnet.gateway?.value === address.value;
  if (isGateway || !(await take(tx, subnet, portId, text))) {
    throw apiError('IpAddressInUse', { network_id: subnet.networkId, ip_address: text });
  }
  return text;
}

/**
 * Gives the port the lowest address of the pools that is neither used nor held, and for a VIP no member's; undefined
 * when there is none.
 */
export async function takeFreeAddress(
  tx: Tx,
  subnet: AddressableSubnet,
  port: AddressedPort,
): Promise<string | undefined> {
  const portId = port.id;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const candidates = await findFree(tx, subnet, port);
    const [lowest] = candidates;
    if (lowest === undefined) return undefined;
    const claimed = await claim(tx, subnet, portId, candidates);
    if (claimed.kind === 'taken') return claimed.address;
    if (claimed.kind === 'all_in_flight' && (await take(tx, subnet, portId, lowest))) return lowest;
  }
  return undefined;
}

type Claim =
  | { readonly kind: 'taken'; readonly address: string }
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'all_in_flight' };

async function claim(
  tx: Tx,
  subnet: AddressableSubnet,
  portId: string,
  candidates: readonly string[],
): Promise<Claim> {
  const params = [subnet.networkId, subnet.id, portId, candidates];
  const [row] = await tx.query<{ taken: ColumnOf<'ip_allocations', 'ip_address'> | null }>(CLAIM, params);
  if (row === undefined) return { kind: 'all_in_flight' };
  return row.taken === null ? { kind: 'overtaken' } : { kind: 'taken', address: row.taken };
}

async function take(tx: Tx, subnet: AddressableSubnet, portId: string, address: string): Promise<boolean> {
  const taken = await tx.query<Pick<RowOf<'ip_allocations'>, 'ip_address'>>(TAKE, [
    subnet.networkId,
    subnet.id,
    portId,
    address,
  ]);
  return taken.length > 0;
}

async function findFree(tx: Tx, subnet: AddressableSubnet, port: AddressedPort): Promise<string[]> {
  const found: string[] = [];
  for (const pool of subnet.pools) {
    found.push(...(await findFreeInPool(tx, { subnet, pool, port })));
    if (found.length >= CANDIDATES) break;
  }
  return found.slice(0, CANDIDATES);
}

/** Up to the first address that is not free. */
interface Gap {
  readonly first: string;
  readonly next: string;
}

interface Search {
  readonly subnet: AddressableSubnet;
  readonly pool: AddressRange;
  readonly port: AddressedPort;
}

async function findFreeInPool(tx: Tx, { subnet, pool, port }: Search): Promise<string[]> {
  const text = (value: bigint): string => formatAddress({ version: subnet.version, value });
  const params = [subnet.networkId, text(pool.first), text(pool.last)];
  const { loadBalancerId } = port;
  const gaps = await (loadBalancerId === undefined
    ? tx.query<Gap>(FIND_GAPS, params)
    : tx.query<Gap>(FIND_GAPS_FOR_VIP, [...params, subnet.id, loadBalancerId]));
  return gaps.flatMap((gap) => addressesOf(gap.first, gap.next)).map(text);
}

/** The first addresses of a gap; `next` is the first one behind it. */
function addressesOf(firstText: string, nextText: string): bigint[] {
  const [first, next] = [parseAddress(firstText), parseAddress(nextText)];
  if (first === undefined || next === undefined) return [];
  const length = next.value - first.value;
  const count = length < BigInt(CANDIDATES) ? Number(length) : CANDIDATES;
  return Array.from({ length: count }, (_, index) => first.value + BigInt(index));
}
