import { familyOf } from '../../host/index.ts';

/** The one table of a router's namespace; an address family has a map of each kind. */
export const TABLE = 'inet lbaas';

export const FAMILIES = [
  { name: 'ipv4', ip: 'ip', version: 4, type: 'ipv4_addr' },
  { name: 'ipv6', ip: 'ip6', version: 6, type: 'ipv6_addr' },
] as const;
export type Family = (typeof FAMILIES)[number];

export const isOf = ({ name }: Family, address: string): boolean => familyOf(address) === name;

/** From the floating IP to the inside address. */
export const dnatOf = ({ version }: Family): string => `dnat${version}`;
/** From the inside address to the floating IP. */
export const snatOf = ({ version }: Family): string => `snat${version}`;
/** Every floating IP, each with a counter of what passes through it. */
export const countedOf = ({ version }: Family): string => `floating${version}`;

/** The counter of all that passes. */
export const FORWARDED = 'forwarded';

/**
 * Facts that the kernel keeps beside the rules: chains without rules, by their names. They come and go in the same
 * transaction as what they tell of, and need no file.
 */
export const MARKERS = { generation: 'generation_', digest: 'rules_', listing: 'listing_' } as const;

export const isMarker = (chain: string): boolean =>
  Object.values(MARKERS).some((prefix) => chain.startsWith(prefix));
