import { readFileSync } from 'node:fs';
import { familyOf, ipv6Hex } from './ip-text.ts';

/** The kernel begins the walk over its table anew for each page that is read: beyond this a program is as cheap. */
const MAX_ENTRIES = 256;

/**
 * Whether connections of the network namespace of a process, as tracked by the kernel, have one of the addresses: less
 * than a millisecond, where `conntrack -D` takes 20 to find nothing. True as well when that cannot be seen.
 */
export function mayHaveConnections(pid: number | undefined, addresses: readonly string[]): boolean {
  const tracked = pid === undefined ? undefined : trackedIn(pid);
  return tracked === undefined || namesOneOf(tracked, addresses);
}

/** Undefined when there are too many, or the kernel does not show them. */
function trackedIn(pid: number): string | undefined {
  try {
    const count = entriesIn(readFileSync(`/proc/${pid}/net/stat/nf_conntrack`, 'latin1'));
    if (count === 0) return '';
    return count <= MAX_ENTRIES ? readFileSync(`/proc/${pid}/net/nf_conntrack`, 'latin1') : undefined;
  } catch {
    return undefined;
  }
}

/** The first column, hexadecimal, is the same for each CPU. NaN when there is none. Pure. */
export const entriesIn = (stat: string): number =>
  Number.parseInt(stat.split('\n')[1]?.split(' ')[0] ?? '', 16);

/** Of lines as in /proc/net/nf_conntrack. Pure. */
export function namesOneOf(tracked: string, addresses: readonly string[]): boolean {
  const words = new Set(tracked.match(/(?<=\b(?:src|dst)=)\S+/g));
  return addresses.some((address) => words.has(inFull(address)));
}

/** The table has addresses of IPv6 in full. */
const inFull = (address: string): string =>
  familyOf(address) === 'ipv4' ? address : (ipv6Hex(address).slice(2).match(/.{4}/g) ?? []).join(':');
