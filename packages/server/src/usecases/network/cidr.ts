import { type Address, type IpVersion, addressBits, formatAddress, parseAddress } from './address.ts';

/** A network prefix; `first` and `last` are its lowest and highest addresses as numbers. */
export interface Cidr {
  readonly version: IpVersion;
  readonly prefixLength: number;
  readonly first: bigint;
  readonly last: bigint;
}

const SHAPE = /^([^/]+)\/(0|[1-9]\d{0,2})$/;

/**
 * Reads `address/prefix`. Host bits may be set: the result is the network that contains the address,
 * so `formatCidr(parseCidr(text))` is what the text should have been.
 */
export function parseCidr(text: string): Cidr | undefined {
  const [, addressText, prefixText] = SHAPE.exec(text) ?? [];
  if (addressText === undefined || prefixText === undefined) return undefined;
  const address = parseAddress(addressText);
  const prefixLength = Number(prefixText);
  if (address === undefined || prefixLength > addressBits(address.version)) return undefined;
  return cidrAround(address, prefixLength);
}

/** The prefix of that length that contains the address. */
export function cidrAround(address: Address, prefixLength: number): Cidr {
  const hostBits = BigInt(addressBits(address.version) - prefixLength);
  const first = (address.value >> hostBits) << hostBits;
  return { version: address.version, prefixLength, first, last: first + (1n << hostBits) - 1n };
}

export const formatCidr = (cidr: Cidr): string =>
  `${formatAddress({ version: cidr.version, value: cidr.first })}/${cidr.prefixLength}`;

export const contains = (cidr: Cidr, address: Address): boolean =>
  cidr.version === address.version && cidr.first <= address.value && address.value <= cidr.last;

export const overlap = (a: Cidr, b: Cidr): boolean =>
  a.version === b.version && a.first <= b.last && b.first <= a.last;

/**
 * The lowest and highest address that a host may have: without network and broadcast address in IPv4, without the
 * subnet-router anycast address in IPv6 (RFC 4291 section 2.6.1). Point-to-point prefixes use every address
 * (RFC 3021 for /31, RFC 6164 for /127), and so do single addresses.
 */
export function hostRange(cidr: Cidr): { readonly first: bigint; readonly last: bigint } {
  if (addressBits(cidr.version) - cidr.prefixLength <= 1) return { first: cidr.first, last: cidr.last };
  return { first: cidr.first + 1n, last: cidr.version === 4 ? cidr.last - 1n : cidr.last };
}

/** Inside the prefix and neither its network nor its broadcast (or anycast) address. */
export function isHostAddress(cidr: Cidr, address: Address): boolean {
  const hosts = hostRange(cidr);
  return cidr.version === address.version && hosts.first <= address.value && address.value <= hosts.last;
}

/** The first host address; undefined for a prefix of a single address, which has no room for a router. */
export function defaultGateway(cidr: Cidr): Address | undefined {
  const hosts = hostRange(cidr);
  return hosts.first === hosts.last ? undefined : { version: cidr.version, value: hosts.first };
}

/** Prefix length of a CIDR text as the database holds it, for example 24. */
export function prefixLengthOf(cidrText: string): number {
  return trustedCidr(cidrText).prefixLength;
}

/** A CIDR that was validated before it was stored; anything else is a bug. */
export function trustedCidr(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`not a CIDR: ${text}`);
  return cidr;
}
