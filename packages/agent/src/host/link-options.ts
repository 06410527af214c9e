import { existsSync } from 'node:fs';

/**
 * Words of `ip link set` for a link that the host itself has no business on. A kernel without IPv6 gives no link-local
 * address anyway, and refuses the words.
 */
export const NO_LINK_LOCAL = existsSync('/proc/sys/net/ipv6') ? ' addrgenmode none' : '';
