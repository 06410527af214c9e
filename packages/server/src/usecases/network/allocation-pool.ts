import { type Address, type IpVersion, formatAddress, parseAddress } from './address.ts';
import { type Cidr, hostRange } from './cidr.ts';

/** Addresses from `first` to `last`, both included. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** The wire and database form of an allocation pool: canonical addresses, both included. */
export interface AllocationPool {
  readonly start: string;
  readonly end: string;
}

/** Every host address of the subnet but its gateway: one range, or two around the gateway, or none. */
export function defaultPools(cidr: Cidr, gateway: Address | undefined): AddressRange[] {
  const hosts = hostRange(cidr);
  if (gateway === undefined || gateway.value < hosts.first || gateway.value > hosts.last) return [hosts];
  const below = { first: hosts.first, last: gateway.value - 1n };
  const above = { first: gateway.value + 1n, last: hosts.last };
  return [below, above].filter((range) => range.first <= range.last);
}

export type PoolProblem =
  | { readonly kind: 'invalid'; readonly pool: string }
  | { readonly kind: 'out_of_bounds'; readonly pool: string }
  | { readonly kind: 'overlapping'; readonly pool: string; readonly other: string };

/** Checks pools that a caller names against the subnet, and sorts them. */
export function checkPools(cidr: Cidr, pools: readonly AllocationPool[]): AddressRange[] | PoolProblem {
  const ranges: AddressRange[] = [];
  for (const pool of pools) {
    const range = readRange(cidr.version, pool);
    if (range === undefined) return { kind: 'invalid', pool: `${pool.start}-${pool.end}` };
    if (!within(hostRange(cidr), range))
      return { kind: 'out_of_bounds', pool: rangeText(cidr.version, range) };
    ranges.push(range);
  }
  ranges.sort((a, b) => (a.first < b.first ? -1 : 1));
  return findOverlap(cidr.version, ranges) ?? ranges;
}

function readRange(version: IpVersion, pool: AllocationPool): AddressRange | undefined {
  const [start, end] = [parseAddress(pool.start), parseAddress(pool.end)];
  if (start?.version !== version || end?.version !== version || start.value > end.value) return undefined;
  return { first: start.value, last: end.value };
}

const within = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.first <= inner.first && inner.last <= outer.last;

function findOverlap(version: IpVersion, sorted: readonly AddressRange[]): PoolProblem | undefined {
  for (const [index, range] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next === undefined || next.first > range.last) continue;
    return { kind: 'overlapping', pool: rangeText(version, range), other: rangeText(version, next) };
  }
  return undefined;
}

export const inSomePool = (ranges: readonly AddressRange[], address: Address): boolean =>
  ranges.some((range) => range.first <= address.value && address.value <= range.last);

/** The lowest address of the pools that is not used: what the SQL gap search finds, stated without SQL. */
export function firstFree(ranges: readonly AddressRange[], used: ReadonlySet<bigint>): bigint | undefined {
  for (const range of ranges) {
    for (let value = range.first; value <= range.last; value += 1n) if (!used.has(value)) return value;
  }
  return undefined;
}

export function toPools(version: IpVersion, ranges: readonly AddressRange[]): AllocationPool[] {
  return ranges.map((range) => ({
    start: formatAddress({ version, value: range.first }),
    end: formatAddress({ version, value: range.last }),
  }));
}

/** `10.0.0.2-10.0.0.254`, for messages. */
export function rangeText(version: IpVersion, range: AddressRange): string {
  const [pool] = toPools(version, [range]);
  return `${pool?.start}-${pool?.end}`;
}
