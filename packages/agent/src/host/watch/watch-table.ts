import type { DesiredPort } from '../port.ts';
import { isRivalOf } from '../address-rivals.ts';
import { tapOf } from '../names.ts';
import type { LinkEvent, NetlinkEvent, StationEvent } from './netlink-event.ts';

/** What a link of the root namespace must be for those that depend on it. */
export interface LinkNeed {
  readonly link: string;
  /** The bridge that it must be in; undefined = whichever. */
  readonly master?: string | undefined;
  readonly mtu?: number | undefined;
  readonly carrier: boolean;
}

export interface WatchedNamespace {
  /** As rtnetlink numbers it; undefined before a port leads there. */
  readonly nsid: number | undefined;
  readonly ports: readonly DesiredPort[];
  readonly needs: readonly LinkNeed[];
}

/** A namespace that an event concerns; `lost` when the event takes something away that the namespace needs. */
export interface Concern {
  readonly namespace: string;
  readonly lost: boolean;
}

/** Which events concern which devices. */
export class WatchTable {
  readonly #namespaces = new Map<string, WatchedNamespace>();
  readonly #byNsid = new Map<number, string>();
  readonly #byLink = new Map<string, Map<string, LinkNeed>>();
  /** By MAC address: bridges see those of every client. */
  readonly #byMac = new Map<string, Map<string, string>>();

  set(namespace: string, watched: WatchedNamespace): void {
    this.delete(namespace);
    this.#namespaces.set(namespace, watched);
    if (watched.nsid !== undefined) this.#byNsid.set(watched.nsid, namespace);
    for (const { macAddress, portId } of watched.ports) {
      const known = this.#byMac.get(macAddress) ?? new Map<string, string>();
      this.#byMac.set(macAddress, known.set(namespace, tapOf(portId)));
    }
    for (const need of watched.needs) {
      const known = this.#byLink.get(need.link) ?? new Map<string, LinkNeed>();
      this.#byLink.set(need.link, known.set(namespace, need));
    }
  }

  delete(namespace: string): void {
    const known = this.#namespaces.get(namespace);
    if (known === undefined) return;
    this.#namespaces.delete(namespace);
    // The kernel gives a number that is free to the next namespace.
    if (known.nsid !== undefined && this.#byNsid.get(known.nsid) === namespace)
      this.#byNsid.delete(known.nsid);
    for (const { link } of known.needs) drop(this.#byLink, link, namespace);
    for (const { macAddress } of known.ports) drop(this.#byMac, macAddress, namespace);
  }

  portsOf(namespace: string): readonly DesiredPort[] {
    return this.#namespaces.get(namespace)?.ports ?? [];
  }

  /** By namespace. */
  allPorts(): ReadonlyMap<string, readonly DesiredPort[]> {
    return new Map([...this.#namespaces].map(([namespace, { ports }]) => [namespace, ports]));
  }

  nsidOf(namespace: string): number | undefined {
    return this.#namespaces.get(namespace)?.nsid;
  }

  names(): string[] {
    return [...this.#namespaces.keys()];
  }

  has(namespace: string): boolean {
    return this.#namespaces.has(namespace);
  }

  /** In no order. */
  concerned(event: NetlinkEvent): Concern[] {
    if (event.kind === 'station') return this.#elsewhere(event);
    if (event.namespace !== 'own') return this.#inside(event.namespace, event);
    if (event.kind !== 'link') return [];
    const dependants = [...(this.#byLink.get(event.link) ?? [])];
    return dependants.map(([namespace, need]) => ({ namespace, lost: isUnmet(need, event) }));
  }

  /** Namespaces whose MAC addresses come from somebody else. */
  #elsewhere({ link, macAddress }: StationEvent): Concern[] {
    const owners = [...(this.#byMac.get(macAddress) ?? [])];
    if (owners.some(([, tap]) => tap === link)) return [];
    return owners.map(([namespace]) => ({ namespace, lost: true }));
  }

  #inside(nsid: number, event: NetlinkEvent): Concern[] {
    const namespace = this.#byNsid.get(nsid);
    const watched = namespace === undefined ? undefined : this.#namespaces.get(namespace);
    if (namespace === undefined || watched === undefined) return [];
    return [{ namespace, lost: isLost(watched.ports, event) }];
  }
}

function drop(index: Map<string, Map<string, unknown>>, key: string, namespace: string): void {
  const others = index.get(key);
  others?.delete(namespace);
  if (others?.size === 0) index.delete(key);
}

function isUnmet({ master, mtu, carrier }: LinkNeed, event: LinkEvent): boolean {
  if (event.deleted || !event.up || (carrier && !event.carrier)) return true;
  if (mtu !== undefined && mtu !== event.mtu) return true;
  return master !== undefined && event.master !== master;
}

/** A route or rule that comes may have replaced the one that is needed. */
function isLost(ports: readonly DesiredPort[], event: NetlinkEvent): boolean {
  if (event.kind === 'route' || event.kind === 'rule') return true;
  if (event.kind === 'neighbour') return ports.some((port) => isRivalOf(port, event));
  if (event.kind === 'station') return false;
  if (event.kind === 'address') return event.deleted;
  if (event.link === 'lo') return event.deleted || !event.up;
  const port = ports.find(({ link }) => link === event.link);
  if (port === undefined) return false;
  if (event.deleted || !event.up || !event.carrier || event.mtu !== port.network.mtu) return true;
  return event.macAddress !== undefined && event.macAddress !== port.macAddress;
}
