import { createHash } from 'node:crypto';

/** The one table of the host's own namespace. Each purpose has chains of its own. */
export const TABLE = 'bridge lbaas';

/**
 * What is known of the ports, keyed by the name of their tap. An element is named with its set, as in
 * `macs tap0a1b2c3d-4e . fa:16:3e:00:00:01`.
 */
const SETS = {
  /** Taps whose frames are judged; those of others pass. */
  guarded: 'type ifname',
  /** Taps of routers: what they forward has any address. */
  routers: 'type ifname',
  /** Taps whose bridge has no address of the host: the host takes nothing from them. */
  isolated: 'type ifname',
  macs: 'type ifname . ether_addr',
  addresses4: 'type ifname . ipv4_addr',
  addresses6: 'type ifname . ipv6_addr',
  /** As addresses6, in the form in which nft 1.0.2 to 1.0.6 compare the target of a neighbour advertisement. */
  targets6: 'typeof iifname . @th,64,128',
} as const;
export type SetName = keyof typeof SETS;

/**
 * Who has advertised which IPv6 address, by which link, in the last minute: a port hears of another host that has its
 * address, but its kernel keeps that to itself. Of a flood it holds what fits.
 */
export const ADVERTISED = 'advertised6';
const ADVERTISED_TYPE = 'typeof iifname . @th,64,128 . ether saddr ; flags dynamic ; timeout 1m ; size 4096';

export const isSet = (name: string): name is SetName => Object.hasOwn(SETS, name);

/** Before everything else in a bridge: what is dropped here was never on the network. */
const CHAINS = [
  ['port_security', '{ type filter hook prerouting priority -300 ; policy accept ; }'],
  ['host', '{ type filter hook input priority -300 ; policy accept ; }'],
  ['from_port', ''],
  ['from_port_ip4', ''],
  ['from_port_arp', ''],
  ['from_port_ip6', ''],
] as const;

const DROP = 'counter name dropped drop';
/**
 * The link header says what the frame is, so that one with a VLAN tag is of none of the kinds that pass. What a router
 * forwards is most of what there is, and is asked for least.
 */
const RULES = [
  // What a port advertises of itself is in targets6.
  'port_security icmpv6 type nd-neighbor-advert iifname . @th,64,128 != @targets6 ' +
    `update @${ADVERTISED} { iifname . @th,64,128 . ether saddr }`,
  'port_security iifname @guarded jump from_port',
  `from_port iifname . ether saddr != @macs ${DROP}`,
  'from_port ether type vmap { ip : goto from_port_ip4, arp : goto from_port_arp, ip6 : goto from_port_ip6 }',
  `from_port ${DROP}`,
  'from_port_ip4 iifname @routers accept',
  'from_port_ip4 iifname . ip saddr @addresses4 accept',
  `from_port_ip4 ${DROP}`,
  `from_port_arp iifname . arp saddr ether != @macs ${DROP}`,
  // RFC 5227: who asks whether an address is free has none.
  'from_port_arp arp operation request arp saddr ip 0.0.0.0 accept',
  'from_port_arp iifname . arp saddr ip @addresses4 accept',
  `from_port_arp ${DROP}`,
  `from_port_ip6 icmpv6 type { nd-router-advert, nd-redirect } ${DROP}`,
  `from_port_ip6 icmpv6 type nd-neighbor-advert iifname . @th,64,128 != @targets6 ${DROP}`,
  // RFC 4862 and 3810: a port that makes itself an address asks, and joins groups, from none.
  'from_port_ip6 ip6 saddr :: icmpv6 type { nd-neighbor-solicit, mld-listener-report, mld2-listener-report } accept',
  'from_port_ip6 iifname . ip6 saddr @addresses6 accept',
  `from_port_ip6 icmpv6 type { nd-neighbor-solicit, nd-router-solicit } ${DROP}`,
  'from_port_ip6 iifname @routers accept',
  `from_port_ip6 ${DROP}`,
  'host iifname @isolated drop',
];

/** The commands that make the table, without an element; what is there already may stay there. */
export const TABLE_COMMANDS: readonly string[] = [
  `add table ${TABLE}`,
  `add counter ${TABLE} dropped`,
  ...Object.entries(SETS).map(([name, type]) => `add set ${TABLE} ${name} { ${type} ; }`),
  `add set ${TABLE} ${ADVERTISED} { ${ADVERTISED_TYPE} ; }`,
  ...CHAINS.map(([name, hook]) => `add chain ${TABLE} ${name} ${hook}`),
  ...RULES.map((rule) => `add rule ${TABLE} ${rule}`),
];

/** Facts in the names of chains without rules: by which commands the table was made, and how it was listed then. */
export const MARKERS = { digest: 'rules_', listing: 'listing_' } as const;
export const isMarker = (chain: string): boolean =>
  Object.values(MARKERS).some((prefix) => chain.startsWith(prefix));

export const DIGEST = createHash('sha256').update(TABLE_COMMANDS.join('\n')).digest('hex');
