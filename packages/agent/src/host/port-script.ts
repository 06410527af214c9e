import { NO_LINK_LOCAL } from './link-options.ts';
import { NAMESPACE_MARK, tapOf } from './names.ts';
import type { DesiredPort, DesiredRoute, PortLink, PortPlan, PortStep } from './port.ts';

/** `ip -batch` lines that carry steps out: in the root namespace, then in the device's own. */
export interface PortScript {
  readonly root: readonly string[];
  readonly inside: readonly string[];
  /** Those that follow `inside` once nobody else answers for the addresses that they add. */
  readonly claim: readonly string[];
  /** The addresses, without prefix lengths. */
  readonly claimed: readonly string[];
  /** The port is new in its namespace, whose settings must be written before its link goes up. */
  readonly freshPort: boolean;
}

/** The lines for steps from `planPort`; `bridge` carries the network. Pure. */
export function portScript(
  namespace: string,
  { port: desired, steps }: PortPlan,
  bridge: string,
): PortScript {
  const root: string[] = [];
  const inside: string[] = [];
  const claim: string[] = [];
  for (const step of steps) {
    const lines = linesOf(namespace, desired, step, bridge);
    root.push(...lines.root);
    inside.push(...lines.inside);
    claim.push(...lines.claim);
  }
  if (steps.some(isAnnounced)) claim.push(...announceLines(desired));
  const freshPort = steps.some((step) => step.kind === 'plug');
  return { root, inside, claim, claimed: claimedBy(desired, steps).map(withoutLength), freshPort };
}

function claimedBy({ addresses }: DesiredPort, steps: readonly PortStep[]): readonly string[] {
  if (steps.some((step) => step.kind === 'plug')) return addresses;
  return steps.flatMap((step) => (step.kind === 'address.add' ? [step.address] : []));
}

/** Steps after which the neighbours must hear where the addresses are. */
export const isAnnounced = (step: PortStep): boolean =>
  step.kind === 'link.up' ? step.end !== 'loopback' : ANNOUNCED.has(step.kind);

const ANNOUNCED: ReadonlySet<PortStep['kind']> = new Set(['plug', 'bridge.attach', 'address.add']);

/**
 * Setting the MAC address that the port has already makes the kernel send a gratuitous ARP and an unsolicited
 * neighbour advertisement for every address of it (NETDEV_CHANGEADDR with arp_notify and ndisc_notify).
 * It drops all neighbours of the link too, so that the port's own addresses must be watched anew.
 */
export const announceLines = (port: DesiredPort): string[] => [
  `link set dev ${port.link} address ${port.macAddress}`,
  ...port.addresses.flatMap((address) => watchLines(port, address)),
];

interface Lines {
  readonly root: readonly string[];
  readonly inside: readonly string[];
  readonly claim: readonly string[];
}
const NO_LINES: Lines = { root: [], inside: [], claim: [] };
const inRoot = (...root: string[]): Lines => ({ root, inside: [], claim: [] });
const within = (...inside: string[]): Lines => ({ root: [], inside, claim: [] });
const after = (...claim: string[]): Lines => ({ root: [], inside: [], claim });

function linesOf(namespace: string, desired: DesiredPort, step: PortStep, bridge: string): Lines {
  const { link } = desired;
  const tap = tapOf(desired.portId);
  switch (step.kind) {
    case 'unplug':
      return unplugLines(step.links);
    case 'plug':
      return {
        root: plugLines({ namespace, isNew: step.namespace }, desired, bridge),
        inside: [`link set dev lo alias ${NAMESPACE_MARK} up`, `link set dev ${link} up`],
        claim: claimLines(desired),
      };
    case 'bridge.attach':
      return inRoot(`link set dev ${tap} master ${bridge}`);
    case 'link.up':
      if (step.end === 'tap') return inRoot(`link set dev ${tap} up`);
      return within(`link set dev ${step.end === 'loopback' ? 'lo' : link} up`);
    case 'rules.reset':
    case 'security.set':
    case 'tunnels.change':
    case 'port.resume':
      return NO_LINES;
    case 'link.mtu':
      return {
        root: [`link set dev ${tap} mtu ${step.mtu}`],
        inside: [`link set dev ${link} mtu ${step.mtu}`],
        claim: [],
      };
    case 'address.add':
      return after(addressLine(link, step.address));
    case 'address.remove':
      return after(`addr del ${step.address} dev ${link}`);
    case 'subnet.replace':
      return after(subnetLine(link, step.subnet, step.address));
    case 'route.replace':
      return after(routeLine(link, step.route));
    case 'neighbour.watch':
      return after(...watchLines(desired, step.address));
    case 'route.remove':
      return after(`route del ${step.route.destination} via ${step.route.via} dev ${link}`);
  }
}

const unplugLines = (links: readonly PortLink[]): Lines => ({
  root: links.filter((link) => link.end === 'tap').map((link) => `link del dev ${link.name}`),
  inside: links.filter((link) => link.end === 'inside').map((link) => `link del dev ${link.name}`),
  claim: [],
});

/** The tap has no business on the host's own IP layer, so it gets no link-local address there. */
function plugLines(
  { namespace, isNew }: { readonly namespace: string; readonly isNew: boolean },
  desired: DesiredPort,
  bridge: string,
): string[] {
  const { mtu } = desired.network;
  const tap = tapOf(desired.portId);
  const peer = `peer name ${desired.link} address ${desired.macAddress} mtu ${mtu} netns ${namespace}`;
  return [
    ...(isNew ? [`netns add ${namespace}`] : []),
    `link add name ${tap} mtu ${mtu} type veth ${peer}`,
    `link set dev ${tap} alias ${namespace}${NO_LINK_LOCAL} master ${bridge} up`,
  ];
}

const claimLines = (port: DesiredPort): string[] => [
  ...port.addresses.map((address) => addressLine(port.link, address)),
  ...port.routes.map((route) => routeLine(port.link, route)),
];

const withoutLength = (address: string): string => address.split('/')[0] ?? '';

/**
 * A neighbour entry for the port's own address. Nothing is ever sent by it; but whoever else announces the address, or
 * asks for another one from it, is written into it by the kernel (not so with IPv6, which overlooks who has its own).
 */
const watchLines = ({ link, macAddress }: DesiredPort, address: string): string[] =>
  address.includes(':')
    ? []
    : [`neigh replace ${withoutLength(address)} dev ${link} lladdr ${macAddress} nud stale extern_learn`];

/** Whether somebody else has an IPv6 address was asked already; the kernel would take a second or two for it. */
const addressLine = (link: string, address: string): string =>
  `addr add ${address} dev ${link}${address.includes(':') ? ' nodad' : ''}`;

/** As the kernel makes it. */
const subnetLine = (link: string, subnet: string, address: string): string =>
  subnet.includes(':')
    ? `route replace ${subnet} dev ${link} proto kernel metric 256`
    : `route replace ${subnet} dev ${link} proto kernel scope link src ${address.split('/')[0] ?? ''}`;

const routeLine = (link: string, { destination, via, onlink }: DesiredRoute): string =>
  `route replace ${destination} via ${via} dev ${link}${onlink ? ' onlink' : ''}`;
