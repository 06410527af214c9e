import { ipQuery } from './ip-command.ts';

/** A link as `ip -j -d link` shows it; only what the agent looks at. */
export interface Link {
  readonly index: number;
  readonly name: string;
  /** Index of the other end of a veth pair. */
  readonly peerIndex: number | undefined;
  readonly kind: string | undefined;
  readonly macAddress: string;
  readonly mtu: number;
  readonly up: boolean;
  /** False for a cable that is out, a bond without links, a peer that is down. */
  readonly carrier: boolean;
  readonly master: string | undefined;
  /** `ifalias`: who made it. */
  readonly mark: string | undefined;
  /** The namespace of its other end, as rtnetlink numbers it. */
  readonly peerNamespace: number | undefined;
  /** Of a VLAN interface or a VXLAN. */
  readonly segment: LinkSegment | undefined;
}

export interface LinkSegment {
  /** VLAN id or VNI. */
  readonly id: number;
  /** The interface that a VLAN is on, or the address that a VXLAN sends from. */
  readonly over: string;
}

interface IpLink {
  readonly ifindex: number;
  readonly ifname: string;
  readonly link_index?: number;
  readonly link_netnsid?: number;
  readonly link?: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: { readonly id?: unknown; readonly local?: string; readonly local6?: string };
  };
  readonly address?: string;
  readonly mtu: number;
  readonly flags: readonly string[];
  readonly master?: string;
  readonly ifalias?: string;
}

export const isIpLink = (row: unknown): row is IpLink =>
  typeof row === 'object' && row !== null && 'ifindex' in row && 'ifname' in row;

export const toLink = (row: IpLink): Link => ({
  index: row.ifindex,
  name: row.ifname,
  peerIndex: row.link_index,
  kind: row.linkinfo?.info_kind,
  macAddress: row.address ?? '',
  mtu: row.mtu,
  up: row.flags.includes('UP'),
  carrier: !row.flags.includes('NO-CARRIER'),
  master: row.master,
  mark: row.ifalias,
  peerNamespace: row.link_netnsid,
  segment: segmentIn(row),
});

function segmentIn({ link, linkinfo }: IpLink): LinkSegment | undefined {
  const { id, local, local6 } = linkinfo?.info_data ?? {};
  if (typeof id !== 'number') return undefined;
  if (linkinfo?.info_kind === 'vlan') return { id, over: link ?? '' };
  return linkinfo?.info_kind === 'vxlan' ? { id, over: local ?? local6 ?? '' } : undefined;
}

/** Links of the root namespace; the filters are those of `ip link show`, such as `type bridge`. */
export async function listLinks(...filters: readonly string[]): Promise<Link[]> {
  const rows = await ipQuery(
    undefined,
    filters.map((filter) => `link show ${filter}`),
  );
  return rows.filter(isIpLink).map(toLink);
}

interface Waiting {
  readonly names: Set<string>;
  readonly links: Promise<ReadonlyMap<string, Link>>;
}

/**
 * Looks links of the root namespace up by name. What is asked for while an answer is on its way shares the next
 * command: an agent that adopts 500 devices spawns one per round of workers, not one per device.
 */
export class LinkReader {
  #running: Promise<unknown> = Promise.resolve();
  #waiting: Waiting | undefined;

  read(names: readonly string[]): Promise<ReadonlyMap<string, Link>> {
    this.#waiting ??= this.#queue();
    for (const name of names) this.#waiting.names.add(name);
    return this.#waiting.links;
  }

  #queue(): Waiting {
    const names = new Set<string>();
    const links = this.#running
      .catch(() => undefined)
      .then(() => {
        this.#waiting = undefined;
        return readLinks([...names]);
      });
    this.#running = links;
    return { names, links };
  }
}

async function readLinks(names: readonly string[]): Promise<ReadonlyMap<string, Link>> {
  const rows = await ipQuery(
    undefined,
    names.map((name) => `link show dev ${name}`),
  );
  return new Map(rows.filter(isIpLink).map((row) => [row.ifname, toLink(row)]));
}
