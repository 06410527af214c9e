import ipaddr from 'ipaddr.js';
import { type Address, formatAddress, parseAddress } from '../../../usecases/network/address.ts';
import { type Cidr, contains, formatCidr, trustedCidr } from '../../../usecases/network/cidr.ts';
import { described } from '../../http/json-schema.ts';
import { quote } from '../../resource/quote.ts';
import { type Validator, ipAddress } from '../../resource/validators.ts';

/** Ranges that are the agent host itself, or no single host. */
const REFUSED: ReadonlySet<string> = new Set([
  'unspecified',
  'loopback',
  'linkLocal',
  'multicast',
  'broadcast',
  'ipv4Mapped',
]);

/** Reserved for future use (RFC 1112 section 4): no host has such an address, and Linux sends nothing there. */
const FUTURE_USE = trustedCidr('240.0.0.0/4');

const bits = (value: bigint, behind: bigint, count: bigint): bigint =>
  (value >> behind) & ((1n << count) - 1n);

const last32 = (value: bigint): bigint => bits(value, 0n, 32n);

/**
 * A site may use any part of 64:ff9b:1::/48 as its prefix (RFC 8215), of 48, 56, 64 or 96 bits. But for the longest,
 * the address goes around bits 64 to 71 and has zeros behind it (RFC 6052 section 2.2): as many as there are decide,
 * which only leaves open what addresses that end in .0 are.
 */
function behindSite(value: bigint): bigint {
  if (bits(value, 0n, 40n) === 0n) return (bits(value, 64n, 16n) << 16n) | bits(value, 40n, 16n);
  if (bits(value, 0n, 32n) === 0n) return (bits(value, 64n, 8n) << 24n) | bits(value, 32n, 24n);
  if (bits(value, 0n, 24n) === 0n) return bits(value, 24n, 32n);
  return last32(value);
}

/**
 * IPv6 addresses that stand for an IPv4 address: NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), SIIT (RFC 2765), Teredo
 * (RFC 4380, inverted), and the IPv4-compatible ones (RFC 4291 section 2.5.5.1).
 */
const EMBEDDING: readonly { readonly prefix: Cidr; readonly embedded: (value: bigint) => bigint }[] = [
  { prefix: trustedCidr('64:ff9b::/96'), embedded: last32 },
  { prefix: trustedCidr('64:ff9b:1::/48'), embedded: behindSite },
  { prefix: trustedCidr('2002::/16'), embedded: (value) => bits(value, 80n, 32n) },
  { prefix: trustedCidr('::ffff:0:0:0/96'), embedded: last32 },
  { prefix: trustedCidr('2001::/32'), embedded: (value) => last32(value) ^ 0xffff_ffffn },
  { prefix: trustedCidr('::/96'), embedded: last32 },
];

/** An address that another host can have, outside the networks that the operator keeps to itself. */
export const memberAddress = (forbidden: readonly Cidr[] = []): Validator =>
  described(ipAddress.schema, (value) => {
    const reason = ipAddress(value);
    if (reason !== undefined) return reason;
    const address = parseAddress(String(value));
    const refusal = address === undefined ? 'is no address' : refusalOf(address, forbidden);
    return refusal === undefined ? undefined : `${quote(value)} ${refusal}`;
  });

function refusalOf(address: Address, forbidden: readonly Cidr[]): string | undefined {
  const range = ipaddr.parse(formatAddress(address)).range();
  if (REFUSED.has(range)) return `is a ${range} address, no member can have it`;
  if (contains(FUTURE_USE, address)) return `is in ${formatCidr(FUTURE_USE)}, no member can have it`;
  const prefix = forbidden.find((each) => contains(each, address));
  if (prefix !== undefined) return `is in ${formatCidr(prefix)}, where no member may be`;
  const embedded = embeddedIn(address);
  const refusal = embedded === undefined ? undefined : refusalOf(embedded, forbidden);
  return embedded && refusal ? `stands for ${formatAddress(embedded)}, which ${refusal}` : undefined;
}

function embeddedIn(address: Address): Address | undefined {
  const form = EMBEDDING.find(({ prefix }) => contains(prefix, address));
  if (form === undefined) return undefined;
  return { version: 4, value: form.embedded(address.value) };
}
