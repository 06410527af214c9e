import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Address, parseAddress } from '../../usecases/network/address.ts';
import { type Cidr, cidrAround, contains, formatCidr } from '../../usecases/network/cidr.ts';

/** What one customer of a provider gets in IPv6: within it addresses are free (RFC 6177). */
const IPV6_PREFIX = 64;
/** Of text that is no address; a longer one counts by its SHA-256, so that no two clients are one. */
const MAX_TEXT_LENGTH = 64;

/**
 * What tells one client from another by its address: an IPv4 address, or an IPv6 network. What a trusted proxy has
 * written into X-Forwarded-For counts, up to the first address that is not one of a trusted proxy: anything before it
 * is the client's own invention.
 */
export function clientNetwork(
  remoteAddress: string,
  headers: IncomingHttpHeaders,
  trustedProxies: readonly Cidr[],
): string {
  let client = remoteAddress;
  for (const hop of hopsOf(headers).toReversed()) {
    if (!isOneOf(trustedProxies, client)) break;
    client = hop;
  }
  return networkOf(client);
}

/** The nearest is the last. */
const hopsOf = (headers: IncomingHttpHeaders): readonly string[] =>
  String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');

function isOneOf(prefixes: readonly Cidr[], text: string): boolean {
  const address = addressOf(text);
  return address !== undefined && prefixes.some((prefix) => contains(prefix, address));
}

function networkOf(text: string): string {
  const address = addressOf(text);
  if (address === undefined) return boundedText(text);
  return formatCidr(cidrAround(address, address.version === 4 ? 32 : IPV6_PREFIX));
}

const boundedText = (text: string): string =>
  text.length < MAX_TEXT_LENGTH ? text : createHash('sha256').update(text).digest('hex');

/** A socket that takes both families shows IPv4 as `::ffff:192.0.2.1` (RFC 4291 section 2.5.5.2). */
function addressOf(text: string): Address | undefined {
  const address = parseAddress(text);
  if (address?.version !== 6 || address.value >> 32n !== 0xffffn) return address;
  return { version: 4, value: address.value & 0xffff_ffffn };
}
