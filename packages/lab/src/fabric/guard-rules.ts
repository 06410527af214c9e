/** Rules for `nft -f` on a host: only this network may open connections over the interface. */
export const guardRules = (accepts: string, interfaceName: string): string =>
  [
    'add table inet guard',
    'add chain inet guard input { type filter hook input priority filter ; policy accept ; }',
    `add rule inet guard input ct state new iifname "${interfaceName}" meta l4proto { tcp, udp } ip saddr != ${accepts} drop`,
    '',
  ].join('\n');
