import { NO_LINK_LOCAL } from './link-options.ts';
import { NAMESPACE_MARK, tapOf } from './names.ts';
import type { DesiredPort, DesiredRoute, PortLink, PortPlan, PortStep } from './port.ts';

/** `ip -batch` lines that carry steps out: in the root namespace, then in the device's own. */
export interface PortScript {
  readonly root: readonly string[];
  readonly inside: readonly string[];
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
  for (const step of steps) {
    const lines = linesOf(namespace, desired, step, bridge);
    root.push(...lines.root);
    inside.push(...lines.inside);
  }
  if (steps.some((step) => ANNOUNCED.has(step.kind))) inside.push(announceLine(desired));
  return { root, inside, freshPort: steps.some((step) => step.kind === 'plug') };
}

/** Steps after which the neighbours must hear where the addresses are. */
const ANNOUNCED: ReadonlySet<PortStep['kind']> = new Set(['plug', 'bridge.attach', 'link.up', 'address.add']);

/**
 * Setting the MAC address that the port has already makes the kernel send a gratuitous ARP and an unsolicited
 * neighbour advertisement for every address of it (NETDEV_CHANGEADDR with arp_notify and ndisc_notify).
 */
export const announceLine = ({ link, macAddress }: DesiredPort): string =>
  `link set dev ${link} address ${macAddress}`;

interface Lines {
  readonly root: readonly string[];
  readonly inside: readonly string[];
}
const inRoot = (...root: string[]): Lines => ({ root, inside: [] });
const within = (...inside: string[]): Lines => ({ root: [], inside });

function linesOf(namespace: string, desired: DesiredPort, step: PortStep, bridge: string): Lines {
  const { link } = desired;
  const tap = tapOf(desired.portId);
  switch (step.kind) {
    case 'unplug':
      return unplugLines(step.links);
    case 'plug':
      return {
        root: plugLines({ namespace, isNew: step.namespace }, desired, bridge),
        inside: insideLines(desired),
      };
    case 'bridge.attach':
      return inRoot(`link set dev ${tap} master ${bridge}`);
    case 'link.up':
      if (step.end === 'tap') return inRoot(`link set dev ${tap} up`);
      return within(`link set dev ${step.end === 'loopback' ? 'lo' : link} up`);
    case 'link.mtu':
      return {
        root: [`link set dev ${tap} mtu ${step.mtu}`],
        inside: [`link set dev ${link} mtu ${step.mtu}`],
      };
    case 'address.add':
      return within(addressLine(link, step.address));
    case 'address.remove':
      return within(`addr del ${step.address} dev ${link}`);
    case 'subnet.replace':
      return within(subnetLine(link, step.subnet, step.address));
    case 'route.replace':
      return within(routeLine(link, step.route));
    case 'route.remove':
      return within(`route del ${step.route.destination} via ${step.route.via} dev ${link}`);
  }
}

const unplugLines = (links: readonly PortLink[]): Lines => ({
  root: links.filter((link) => link.end === 'tap').map((link) => `link del dev ${link.name}`),
  inside: links.filter((link) => link.end === 'inside').map((link) => `link del dev ${link.name}`),
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

const insideLines = ({ link, addresses, routes }: DesiredPort): string[] => [
  `link set dev lo alias ${NAMESPACE_MARK} up`,
  ...addresses.map((address) => addressLine(link, address)),
  `link set dev ${link} up`,
  ...routes.map((route) => routeLine(link, route)),
];

/** The server owns the addresses, so an IPv6 one is usable at once, without duplicate address detection. */
const addressLine = (link: string, address: string): string =>
  `addr add ${address} dev ${link}${address.includes(':') ? ' nodad' : ''}`;

/** As the kernel makes it. */
const subnetLine = (link: string, subnet: string, address: string): string =>
  subnet.includes(':')
    ? `route replace ${subnet} dev ${link} proto kernel metric 256`
    : `route replace ${subnet} dev ${link} proto kernel scope link src ${address.split('/')[0] ?? ''}`;

const routeLine = (link: string, { destination, via, onlink }: DesiredRoute): string =>
  `route replace ${destination} via ${via} dev ${link}${onlink ? ' onlink' : ''}`;
