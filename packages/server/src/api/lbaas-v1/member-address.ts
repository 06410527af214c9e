import ipaddr from 'ipaddr.js';
import { quote } from '../resource/quote.ts';
import { ipAddress } from '../resource/validators.ts';

/** Ranges that are the agent host itself, or no single host (D-07). */
const REFUSED: ReadonlySet<string> = new Set([
  'unspecified',
  'loopback',
  'linkLocal',
  'multicast',
  'broadcast',
  'ipv4Mapped',
]);

/** An address that another host can have. */
export function memberAddress(value: unknown): string | undefined {
  const reason = ipAddress(value);
  if (reason !== undefined) return reason;
  const range = ipaddr.parse(String(value)).range();
  return REFUSED.has(range) ? `${quote(value)} is a ${range} address, no member can have it` : undefined;
}
