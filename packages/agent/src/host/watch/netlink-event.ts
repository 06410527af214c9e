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

export type NetlinkEvent = LinkEvent | AddressEvent | RouteEvent;

const LABELLED = /^\[nsid (current|\d+)\](Deleted )?(.*)$/;
const LINK = /^\d+: ([^\s:@]+)(?:@\S+)?: <([^>]*)> mtu (\d+)(.*)$/;
const ADDRESS = /^\d+: \S+\s+inet6? .*\bscope global\b/;
/** Routes with a next hop, and those that lead to a subnet or an own address; not what the kernel keeps for links. */
const ROUTE = /^(?:local |broadcast )?(?:default|[0-9a-f.:]+(?:\/\d+)?)(?: via \S+)? dev /;
const OF_LINKS = /^(?:local )?(?:fe80:|::1 )|^multicast /;

/** One line of `ip -o monitor all-nsid link address route`; undefined for what says nothing about a device. Pure. */
export function parseNetlinkLine(line: string): NetlinkEvent | undefined {
  const [, label, gone, text = ''] = LABELLED.exec(line) ?? [];
  if (label === undefined) return undefined;
  const namespace = label === 'current' ? 'own' : Number(label);
  const deleted = gone !== undefined;
  const link = LINK.exec(text);
  if (link !== null) return linkEvent(namespace, deleted, link);
  if (ADDRESS.test(text)) return { kind: 'address', namespace, deleted };
  if (ROUTE.test(text) && !OF_LINKS.test(text)) return { kind: 'route', namespace, deleted };
  return undefined;
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
