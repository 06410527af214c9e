import ipaddr from 'ipaddr.js';

export type IpVersion = 4 | 6;

/** One IPv4 or IPv6 address as a number, so that ranges are plain arithmetic. */
export interface Address {
  readonly version: IpVersion;
  readonly value: bigint;
}

const ALPHABET = /^[0-9A-Fa-f:.]{2,45}$/;
const EMBEDDED_IPV4 = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/;

export const addressBits = (version: IpVersion): number => (version === 4 ? 32 : 128);

/**
 * Reads a strict dotted quad (RFC 6943 section 3.1.1) or any textual IPv6 form (RFC 4291 section 2.2).
 * Octal, hexadecimal and shortened IPv4 forms, zone ids and whitespace are refused.
 */
export function parseAddress(text: string): Address | undefined {
  if (!ALPHABET.test(text)) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return { version: 4, value: toNumber(ipaddr.IPv4.parse(text).toByteArray()) };
  }
  const hex = withoutEmbeddedIpv4(text);
  if (hex === undefined || !ipaddr.IPv6.isValid(hex)) return undefined;
  return { version: 6, value: toNumber(ipaddr.IPv6.parse(hex).toByteArray()) };
}

/**
 * `::1.2.3.4` -> `::102:304`. ipaddr.js 2.5.0 takes every embedded IPv4 address for a mapped one
 * (`::1.2.3.4` becomes `::ffff:102:304`), and lets octal octets pass there.
 */
function withoutEmbeddedIpv4(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const [, head, quad] = EMBEDDED_IPV4.exec(text) ?? [];
  if (head === undefined || quad === undefined || !ipaddr.IPv4.isValidFourPartDecimal(quad)) return undefined;
  const value = Number(toNumber(ipaddr.IPv4.parse(quad).toByteArray()));
  return `${head}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
}

/**
 * The canonical text: dotted quad, or lower-case IPv6 with the longest run of zeros compressed (RFC 5952 section 4).
 */
export function formatAddress(address: Address): string {
  const bytes = toBytes(address.value, addressBits(address.version) / 8);
  const parsed = ipaddr.fromByteArray(bytes);
  return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
}

/** The canonical form of an address, or undefined when the text is not one. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}

/**
 * fe80::/10: valid on every link, so a router may have such an address without being inside the subnet (RFC 4291
 * section 2.5.6).
 */
export const isLinkLocal = (address: Address): boolean =>
  address.version === 6 && address.value >> 118n === 0xfe80n >> 6n;

const toNumber = (bytes: readonly number[]): bigint =>
  bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function toBytes(value: bigint, length: number): number[] {
  return Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn));
}
