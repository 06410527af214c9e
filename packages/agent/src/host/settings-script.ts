type Settings = readonly (readonly [path: string, value: string])[];

/**
 * Kernel settings of a device's namespace and of one port in it, by path under /proc/sys/net.
 *
 * - arp_notify, ndisc_notify: announce the addresses when the link comes up or its MAC address is set.
 * - arp_announce, arp_ignore: a port asks with an address of its own, not with that of the packet that waits, and
 *   answers for its own only: what a router has on one network is nothing to the others.
 * - promote_secondaries: taking the first address of a subnet away does not take the others with it.
 * - ip_nonlocal_bind: programs may bind before the address is there.
 * - ping_group_range: PING monitors open ICMP sockets without privileges.
 * - locktime: whoever uses an address of ours is noticed at once; else nobody is for a second after each announcement.
 * - accept_dad: the link-local address, which is made of the MAC address, can ask for others at once.
 * - accept_ra, autoconf: only the server gives addresses and routes.
 * - tcp_tw_reuse: many short connections to few members do not run out of ports.
 * - tcp_migrate_req: connections that nobody has accepted move to the next HAProxy when theirs goes and could not hand
 *   its sockets over. Without it (before Linux 5.14) 13 of 25,000 were reset in 35 takeovers.
 */
const settings = (link: string): Settings => [
  ['ipv4/conf/all/arp_notify', '1'],
  ['ipv4/conf/all/arp_announce', '2'],
  ['ipv4/conf/all/arp_ignore', '1'],
  ['ipv4/conf/all/promote_secondaries', '1'],
  ['ipv4/ip_nonlocal_bind', '1'],
  ['ipv4/ping_group_range', '0 2147483647'],
  ['ipv4/tcp_tw_reuse', '1'],
  ['ipv4/tcp_migrate_req', '1'],
  [`ipv4/neigh/${link}/locktime`, '0'],
  ['ipv6/ip_nonlocal_bind', '1'],
  [`ipv6/conf/${link}/disable_ipv6`, '0'],
  [`ipv6/conf/${link}/accept_dad`, '0'],
  [`ipv6/conf/${link}/accept_ra`, '0'],
  [`ipv6/conf/${link}/autoconf`, '0'],
  [`ipv6/conf/${link}/ndisc_notify`, '1'],
];

/** What the script prints when the settings are written. */
export const SETTINGS_DONE = 'done';

/**
 * A shell script that writes the settings (those that this kernel has), says so, then runs `ip -j -d -batch` on its
 * input.
 */
export const settingsScript = (link: string): string =>
  [
    'w() { [ -w "/proc/sys/net/$1" ] && echo "$2" > "/proc/sys/net/$1"; }',
    ...settings(link).map(([path, value]) => `w ${path} '${value}'`),
    `echo ${SETTINGS_DONE}`,
    'exec ip -j -d -batch -',
  ].join('\n');
