import { createHash } from 'node:crypto';
import type { DevicePort, RouterDevice } from '@lbaas/common/contract';
import { canonicalAddress, canonicalCidr } from '../../host/index.ts';
import type { RenderedRouter } from './model.ts';
import { FAMILIES, FORWARDED, type Family, TABLE, countedOf, dnatOf, isOf, snatOf } from './table.ts';

type Snapshot = RouterDevice['snapshot'];

/**
 * Link names hold 15 characters. 44 random bits of an id stay: of the 100 ports of one router two are named alike in
 * one of 3,500 million routers, and links of different routers never meet.
 */
export const linkOf = (prefix: 'qg-' | 'qr-', { id }: DevicePort): string => `${prefix}${id.slice(0, 12)}`;

/** Undefined when there is nothing to run. Pure. */
export function renderRouter({ snapshot }: RouterDevice): RenderedRouter | undefined {
  const { admin_state_up, gateway, interfaces, floating_ips } = snapshot;
  if (!admin_state_up || (gateway === null && interfaces.length === 0)) return undefined;
  const rules = [...CONTAINERS, ...CHAINS, ...rulesOf(snapshot)];
  const pairs = floating_ips.map(
    (ip) => [canonicalAddress(ip.floating_ip_address), canonicalAddress(ip.fixed_ip_address)] as const,
  );
  const digest = createHash('sha256').update(rules.join('\n')).digest('hex');
  return { rules, digest, floatingIps: new Map(gateway === null ? [] : pairs) };
}

const CONTAINERS = [
  `add table ${TABLE}`,
  ...FAMILIES.flatMap((family) => [
    `add map ${TABLE} ${dnatOf(family)} { type ${family.type} : ${family.type} ; }`,
    `add map ${TABLE} ${snatOf(family)} { type ${family.type} : ${family.type} ; }`,
    `add set ${TABLE} ${countedOf(family)} { type ${family.type} ; counter ; }`,
  ]),
  `add counter ${TABLE} ${FORWARDED}`,
];

const CHAINS = [
  ['prerouting', 'type nat hook prerouting priority dstnat ; policy accept ;'],
  ['postrouting', 'type nat hook postrouting priority srcnat ; policy accept ;'],
  ['forward', 'type filter hook forward priority filter ; policy drop ;'],
  ['input', 'type filter hook input priority filter ; policy drop ;'],
].flatMap(([name, hook]) => [`add chain ${TABLE} ${name} { ${hook} }`, `flush chain ${TABLE} ${name}`]);

function rulesOf(snapshot: Snapshot): string[] {
  const gateway = snapshot.gateway === null ? undefined : linkOf('qg-', snapshot.gateway.port);
  const inside = snapshot.interfaces.map((port) => linkOf('qr-', port));
  return [
    ...FAMILIES.map((family) =>
      rule('prerouting', `dnat ${family.ip} to ${mapped(family, 'daddr', dnatOf)}`),
    ),
    ...(gateway === undefined ? [] : FAMILIES.flatMap((family) => sourceRules(family, snapshot, gateway))),
    ...FAMILIES.flatMap(countingRules),
    rule('forward', 'tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu'),
    rule('forward', 'ct state invalid drop'),
    // From one of the networks behind the link that it came by, or from outside: nobody else's address is believed.
    rule('forward', 'fib saddr . iif oif missing drop'),
    rule('forward', `ct state established,related counter name ${FORWARDED} accept`),
    ...(inside.length === 0
      ? []
      : [rule('forward', `iifname ${oneOf(inside)} counter name ${FORWARDED} accept`)]),
    ...(gateway === undefined
      ? []
      : [rule('forward', `iifname "${gateway}" ct status dnat counter name ${FORWARDED} accept`)]),
    rule('input', 'iifname "lo" accept'),
    rule('input', 'ct state established,related accept'),
    rule('input', 'meta l4proto { icmp, icmpv6 } accept'),
  ];
}

/**
 * What leaves through the gateway has the floating IP of its sender, or the address of the gateway. So has what comes
 * from inside and goes back inside through a floating IP: its answer must take the same way.
 */
function sourceRules(family: Family, { gateway, interfaces }: Snapshot, link: string): string[] {
  const subnets = subnetsOf(family, interfaces);
  const own = gateway?.port.fixed_ips.find(({ ip_address }) => isOf(family, ip_address))?.ip_address;
  if (subnets.length === 0) return [];
  const fromInside = `${family.ip} saddr ${oneOfCidrs(subnets)}`;
  const floating = `snat ${family.ip} to ${mapped(family, 'saddr', snatOf)}`;
  const rules = [`oifname "${link}" ${floating}`, `ct status dnat ${fromInside} ${floating}`];
  if (own !== undefined) {
    const shared = `snat ${family.ip} to ${canonicalAddress(own)}`;
    if (gateway?.enable_snat === true) rules.push(`oifname "${link}" ${fromInside} ${shared}`);
    rules.push(`ct status dnat ${fromInside} ${shared}`);
  }
  return rules.map((text) => rule('postrouting', text));
}

/** A look for the address of a connection is enough: the element that is found counts. */
const countingRules = (family: Family): string[] => [
  rule('forward', `ct original ${family.ip} daddr @${countedOf(family)}`),
  rule('forward', `ct reply ${family.ip} daddr @${countedOf(family)}`),
];

const rule = (chain: string, text: string): string => `add rule ${TABLE} ${chain} ${text}`;

const mapped = (family: Family, field: 'saddr' | 'daddr', map: (family: Family) => string): string =>
  `${family.ip} ${field} map @${map(family)}`;

const oneOf = (links: readonly string[]): string => `{ ${links.map((link) => `"${link}"`).join(', ')} }`;
const oneOfCidrs = (cidrs: readonly string[]): string => `{ ${cidrs.join(', ')} }`;

const subnetsOf = (family: Family, ports: readonly DevicePort[]): string[] =>
  [
    ...new Set(
      ports.flatMap(({ fixed_ips }) =>
        fixed_ips
          .filter(({ ip_address }) => isOf(family, ip_address))
          .map(({ ip_address, prefix_length }) => canonicalCidr(`${ip_address}/${prefix_length}`)),
      ),
    ),
  ].sort();
