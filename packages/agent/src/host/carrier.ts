import { HostError } from './host-error.ts';
import { type HostNetworks, interfaceOf } from './host-networks.ts';
import type { Link } from './links.ts';
import { BRIDGE_MARK, bridgeOf } from './names.ts';
import type { PortNetwork } from './port.ts';
import { type Segment, carriesSegment, segmentLines, segmentOf } from './segment.ts';
import { tunnelImpediment, underlayOf } from './underlay.ts';

/** How a network is carried on this host, and what is missing for it. */
export type Carrier =
  | {
      readonly kind: 'ready';
      readonly bridge: string;
      /** Why nothing outside of this host is reached, where only the operator can mend that. */
      readonly impediment: string | undefined;
    }
  /** Links of it that must be set up. */
  | { readonly kind: 'down'; readonly bridge: string; readonly links: readonly string[] }
  | {
      readonly kind: 'missing';
      readonly bridge: string;
      readonly exists: boolean;
      readonly uplink: Link | undefined;
      /** `ip` lines that make the uplink first, when that is a link of this agent's own. */
      readonly uplinkLines: readonly string[];
    };

/** What joins a network of this host to the wire, by the names of links. */
export interface Uplink {
  /** The link that is in the bridge of the network. */
  readonly link: string;
  readonly segment: Segment | undefined;
  /** The link that what leaves through it depends on. */
  readonly underlay: string | undefined;
}

/** Undefined for a local network. @throws HostError `not_configured` when this host cannot carry the network */
export function uplinkOf(network: PortNetwork, host: HostNetworks): Uplink | undefined {
  if (network.type === 'local') return undefined;
  const segment = segmentOf(network, host);
  if (segment === undefined)
    return { link: interfaceOf(network.physicalNetwork, host), segment, underlay: undefined };
  const underlay = segment.kind === 'vlan' ? segment.over : underlayOf(segment.over);
  return { link: segment.name, segment, underlay };
}

/** The links that `resolveCarrier` needs to know of. */
export const carrierLinks = (network: PortNetwork, uplink: Uplink | undefined): string[] =>
  [bridgeOf(network.id), uplink?.link, uplink?.underlay].filter((name) => name !== undefined);

/**
 * A physical network that is mapped to a bridge, or to an interface that the operator put on one, uses that bridge.
 * Otherwise the network has a bridge of its own name; one that is there already is used as it is. Pure.
 * @throws HostError `not_configured` when this host cannot carry the network
 */
export function resolveCarrier(
  network: PortNetwork,
  uplink: Uplink | undefined,
  links: ReadonlyMap<string, Link>,
): Carrier {
  const name = bridgeOf(network.id);
  const own = links.get(name);
  if (own !== undefined && own.kind !== 'bridge') throw unusable(`${name} exists and is not a bridge`);
  if (uplink === undefined) return own === undefined ? missing(name, false, undefined) : present(name, [own]);
  if (uplink.segment !== undefined) return resolveSegment(network, uplink.segment, { own, uplink, links });
  const link = requireInterface(network, uplink.link, links);
  return onUplink(name, own, link, impedimentOf(network, link));
}

interface Found {
  readonly own: Link | undefined;
  readonly uplink: Uplink;
  readonly links: ReadonlyMap<string, Link>;
}

/** One that the operator made is used as it is; one of this agent's own is made anew when it is another one. */
function resolveSegment(network: PortNetwork, segment: Segment, { own, uplink, links }: Found): Carrier {
  const name = bridgeOf(network.id);
  const underlay = links.get(uplink.underlay ?? '');
  const trunk = segment.kind === 'vlan' ? requireInterface(network, segment.over, links) : undefined;
  const impediment =
    trunk === undefined
      ? tunnelImpediment(segment.over, network.mtu, underlay)
      : impedimentOf(network, trunk);
  // The kernel sets up no VLAN interface on it.
  if (trunk?.up === false) throw unusable(impediment ?? '');
  const link = links.get(segment.name);
  const isOwn = link?.mark === BRIDGE_MARK;
  if (link !== undefined && carriesSegment(segment, link)) {
    if (isOwn && link.master !== name) return missing(name, own !== undefined, link);
    return onUplink(name, own, link, impediment);
  }
  if (link !== undefined && !isOwn)
    throw unusable(`${segment.name} exists and is not ${segment.kind} ${segment.id} over ${segment.over}`);
  const lines = [...(link === undefined ? [] : [`link del dev ${segment.name}`]), ...segmentLines(segment)];
  return missing(name, own !== undefined, toBeMade(segment.name, trunk, network.mtu), lines);
}

/** A VLAN interface has the MAC address and the MTU of its trunk. */
const toBeMade = (name: string, trunk: Link | undefined, mtu: number): Link => ({
  index: 0,
  name,
  peerIndex: undefined,
  kind: trunk === undefined ? 'vxlan' : 'vlan',
  macAddress: trunk?.macAddress ?? '',
  mtu: trunk?.mtu ?? mtu,
  up: false,
  carrier: true,
  master: undefined,
  mark: undefined,
  peerNamespace: undefined,
  segment: undefined,
});

function onUplink(name: string, own: Link | undefined, uplink: Link, impediment?: string): Carrier {
  if (uplink.kind === 'bridge') return { kind: 'ready', bridge: uplink.name, impediment };
  if (uplink.master === undefined) return missing(name, own !== undefined, uplink);
  if (own === undefined || uplink.master !== name)
    return { kind: 'ready', bridge: uplink.master, impediment };
  return present(name, [own, uplink], uplink.up ? impediment : undefined);
}

/** A bridge of its own name, with what must be up for it. */
function present(bridge: string, needed: readonly Link[], impediment?: string): Carrier {
  const down = needed.filter((link) => !link.up).map((link) => link.name);
  return down.length > 0 ? { kind: 'down', bridge, links: down } : { kind: 'ready', bridge, impediment };
}

function impedimentOf(network: PortNetwork, { name, kind, up, carrier }: Link): string | undefined {
  const link = `${kind === 'bridge' ? 'bridge' : 'interface'} ${name} of physical network ${network.physicalNetwork}`;
  if (!up) return `${link} is down`;
  // A bridge without a port that is up has no carrier; its first port may be the one that is about to be plugged.
  return carrier || kind === 'bridge' ? undefined : `${link} has no carrier`;
}

const missing = (
  bridge: string,
  exists: boolean,
  uplink: Link | undefined,
  uplinkLines: readonly string[] = [],
): Carrier => ({ kind: 'missing', bridge, exists, uplink, uplinkLines });

function requireInterface(network: PortNetwork, name: string, links: ReadonlyMap<string, Link>): Link {
  const link = links.get(name);
  if (link !== undefined) return link;
  throw unusable(`interface ${name} of physical network ${network.physicalNetwork ?? ''} does not exist`);
}

const unusable = (words: string): HostError => new HostError('not_configured', words);
