import { type Address, formatAddress, parseAddress } from './address.ts';
import type { AddressableSubnet } from './addressable-subnet.ts';
import type { AddressRange } from './allocation-pool.ts';
import { isHostAddress } from './cidr.ts';
import { NetworkError } from './network-error.ts';
import type { Tx } from './sql.ts';

/** How many of the lowest free addresses are tried at once: more than transactions are ever in flight on one subnet. */
const CANDIDATES = 32;
/** Each round that takes nothing means that another transaction took an address. */
const MAX_ROUNDS = 64;

/**
 * The lowest gaps between used or held addresses of one pool ($2 to $3): first free and next used address.
 * Reads the primary key index in order and stops at the last gap it needs, so the cost is the length of the
 * gapless run at the start of the pool, never the size of the subnet.
 */
export const FIND_GAPS = `
SELECT host(first) AS first, host(next) AS next
FROM (
  SELECT ip + 1 AS first, coalesce(lead(ip) OVER (ORDER BY ip), $3::inet + 1) AS next
  FROM (
    SELECT $2::inet - 1 AS ip
    UNION ALL
    SELECT ip_address FROM ip_allocations WHERE network_id = $1 AND ip_address BETWEEN $2::inet AND $3::inet
    UNION ALL
    SELECT ip_address FROM address_holds WHERE network_id = $1 AND ip_address BETWEEN $2::inet AND $3::inet
  ) used
) gaps
WHERE first < next
LIMIT ${CANDIDATES}`;

const LOCK_KEY = `hashtextextended($1::uuid || ' ' || host(ip), 0)`;

/**
 * Takes the first candidate that no other transaction is taking. The advisory lock makes concurrent allocations pass
 * by each other instead of queueing for the same lowest address; the primary key alone makes it safe.
 */
export const CLAIM = `
WITH candidate AS MATERIALIZED (SELECT ip FROM unnest($4::inet[]) WITH ORDINALITY AS c (ip, n) ORDER BY n)
INSERT INTO ip_allocations (network_id, subnet_id, port_id, ip_address)
SELECT $1::uuid, $2::uuid, $3::uuid, ip FROM candidate WHERE pg_try_advisory_xact_lock(${LOCK_KEY}) LIMIT 1
ON CONFLICT ON CONSTRAINT ip_allocations_pkey DO NOTHING
RETURNING host(ip_address) AS ip_address`;

const AWAIT = `SELECT pg_advisory_xact_lock(${LOCK_KEY}) FROM (SELECT $2::inet AS ip) wanted`;

const TAKE = `
INSERT INTO ip_allocations (network_id, subnet_id, port_id, ip_address) VALUES ($1, $2, $3, $4)
ON CONFLICT ON CONSTRAINT ip_allocations_pkey DO NOTHING
RETURNING host(ip_address) AS ip_address`;

interface Taken {
  readonly ip_address: string;
}

/** Gives the port that very address; a held one is allowed, since the caller orders the devices. */
export async function takeAddress(
  tx: Tx,
  subnet: AddressableSubnet,
  portId: string,
  address: Address,
): Promise<string> {
  const text = formatAddress(address);
  if (!isHostAddress(subnet.cidr, address)) {
    throw new NetworkError('InvalidInput', `${text} is not a host address of subnet ${subnet.id}`);
  }
  const isGateway = subnet.gateway?.value === address.value;
  const taken = isGateway ? [] : await tx.query<Taken>(TAKE, [subnet.networkId, subnet.id, portId, text]);
  if (taken.length === 0) {
    throw new NetworkError('IpAddressInUse', `IP address ${text} is in use on network ${subnet.networkId}`);
  }
  return text;
}

/** Gives the port the lowest address of the pools that is neither used nor held; undefined when there is none. */
export async function takeFreeAddress(
  tx: Tx,
  subnet: AddressableSubnet,
  portId: string,
): Promise<string | undefined> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const candidates = await findFree(tx, subnet);
    const [lowest] = candidates;
    if (lowest === undefined) return undefined;
    const [taken] = await tx.query<Taken>(CLAIM, [subnet.networkId, subnet.id, portId, candidates]);
    if (taken !== undefined) return taken.ip_address;
    // All that is left is being taken by others: wait for one of them to commit or roll back.
    await tx.query(AWAIT, [subnet.networkId, lowest]);
  }
  return undefined;
}

async function findFree(tx: Tx, subnet: AddressableSubnet): Promise<string[]> {
  const found: string[] = [];
  for (const pool of subnet.pools) {
    found.push(...(await findFreeInPool(tx, subnet, pool)));
    if (found.length >= CANDIDATES) break;
  }
  return found.slice(0, CANDIDATES);
}

async function findFreeInPool(tx: Tx, subnet: AddressableSubnet, pool: AddressRange): Promise<string[]> {
  const text = (value: bigint): string => formatAddress({ version: subnet.version, value });
  const params = [subnet.networkId, text(pool.first), text(pool.last)];
  const gaps = await tx.query<{ first: string; next: string }>(FIND_GAPS, params);
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
