/** A network namespace as rtnetlink numbers it: the agent's own, or a peer that one of its links leads to. */
export type NamespaceId = 'own' | number;

export interface LinkEvent {
  readonly kind: 'link';
  readonly namespace: NamespaceId;
  readonly link: string;
  /** The link is gone, or has left its bridge. */
  readonly deleted: boolean;
  readonly up: boolean;
  readonly carrier: boolean;
  readonly mtu: number;
  readonly macAddress: string | undefined;
  readonly master: string | undefined;
}

/** The links of other namespaces have the wrong names in these: `ip` looks them up in its own. */
export interface AddressEvent {
  readonly kind: 'address';
  readonly namespace: NamespaceId;
  readonly deleted: boolean;
}

export interface RouteEvent {
  readonly kind: 'route';
  readonly namespace: NamespaceId;
  readonly deleted: boolean;
}

/** A policy rule has come or gone. */
export interface RuleEvent {
  readonly kind: 'rule';
  readonly namespace: NamespaceId;
  readonly deleted: boolean;
}

/** The entry that a port has for its own address names a MAC address. */
export interface NeighbourEvent {
  readonly kind: 'neighbour';
  readonly namespace: NamespaceId;
  readonly deleted: false;
  readonly address: string;
  readonly macAddress: string;
}

/** A bridge has seen a frame of this MAC address come by this link, and not by the one of before. */
export interface StationEvent {
  readonly kind: 'station';
  readonly namespace: 'own';
  readonly deleted: false;
  readonly link: string;
  readonly macAddress: string;
}

export type NetlinkEvent = LinkEvent | AddressEvent | RouteEvent | RuleEvent | NeighbourEvent | StationEvent;

const LABELLED = /^\[nsid (current|\d+)\](Deleted )?(.*)$/;
const LINK = /^\d+: ([^\s:@]+)(?:@\S+)?: <([^>]*)> mtu (\d+)(.*)$/;
const ADDRESS = /^\d+: \S+\s+inet6? .*\bscope global\b/;
/** Routes with a next hop, and those that lead to a subnet or an own address; not what the kernel keeps for links. */
const ROUTE = /^(?:local |broadcast )?(?:default|[0-9a-f.:]+(?:\/\d+)?)(?: via \S+)? dev /;
const RULE = /^\d+:\t(?:not )?from /;
/** Of all entries, only those of own addresses have this flag (port-script.ts). */
const OF_PORT = /^(\S+) dev \S+ lladdr (\S+) extern_learn /;
/** An entry of a bridge, which has no address of IP. */
const STATION = /^dev (\S+) lladdr (\S+) REACHABLE ?$/;
/** They end with their state, which is the only word in capitals. */
const NEIGHBOUR = / dev \S+ .*\b[A-Z]+ ?$/;
const OF_LINKS = /^(?:local )?(?:fe80:|::1 )|^multicast /;

/** One line of `ip -o monitor all-nsid` (monitors.ts); undefined for what says nothing about a device. Pure. */
export function parseNetlinkLine(line: string): NetlinkEvent | undefined {
  const [, label, gone, text = ''] = LABELLED.exec(line) ?? [];
  if (label === undefined) return undefined;
  const namespace = label === 'current' ? 'own' : Number(label);
  const deleted = gone !== undefined;
  const link = LINK.exec(text);
  if (link !== null) return linkEvent(namespace, deleted, link);
  const station = STATION.exec(text);
  if (station !== null) return deleted ? undefined : stationEvent(namespace, station);
  if (ADDRESS.test(text)) return { kind: 'address', namespace, deleted };
  if (RULE.test(text)) return { kind: 'rule', namespace, deleted };
  if (NEIGHBOUR.test(text)) return deleted ? undefined : neighbourEvent(namespace, text);
  if (ROUTE.test(text) && !OF_LINKS.test(text)) return { kind: 'route', namespace, deleted };
  return undefined;
}

/** Bridges of devices are in the agent's own namespace. */
function stationEvent(namespace: NamespaceId, match: RegExpExecArray): StationEvent | undefined {
  const [, link = '', macAddress = ''] = match;
  return namespace === 'own' ? { kind: 'station', namespace, deleted: false, link, macAddress } : undefined;
}

function neighbourEvent(namespace: NamespaceId, text: string): NeighbourEvent | undefined {
  const [, address, macAddress] = OF_PORT.exec(text) ?? [];
  if (address === undefined || macAddress === undefined) return undefined;
  return { kind: 'neighbour', namespace, deleted: false, address, macAddress };
}

function linkEvent(namespace: NamespaceId, deleted: boolean, match: RegExpExecArray): LinkEvent {
  const [, link = '', flagText = '', mtu = '', rest = ''] = match;
  const flags = new Set(flagText.split(','));
  return {
    kind: 'link',
    namespace,
    link,
    deleted,
    up: flags.has('UP'),
    carrier: !flags.has('NO-CARRIER'),
    mtu: Number(mtu),
    macAddress: /link\/ether (\S+)/.exec(rest)?.[1],
    master: /\bmaster (\S+)/.exec(rest)?.[1],
  };
}
