import { Mutex } from '@lbaas/common/runtime';
import { type Carrier, type Uplink, carrierLinks, resolveCarrier, uplinkOf } from './carrier.ts';
import { HostLinks } from './host-links.ts';
import type { HostNetworks } from './host-networks.ts';
import { ipBatch, ipDelete } from './ip-command.ts';
import { NO_LINK_LOCAL } from './link-options.ts';
import { type Layer3, moveLayer3, readLayer3 } from './layer3.ts';
import { type Link, type LinkReader, listLinks } from './links.ts';
import { BRIDGE_MARK, bridgeOf } from './names.ts';
import { linkExists } from './namespace-state.ts';
import type { PortNetwork } from './port.ts';
import { hasItsId, segmentOf } from './segment.ts';
import type { LinkNeed } from './watch/watch-table.ts';

const NO_LAYER3: Layer3 = { addresses: [], routes: [] };

/**
 * The bridge of each network on this host: made with the first port, removed by `sweep` when no port is left.
 * An uplink that joins a bridge no longer does IP itself, like any bridge port; so its addresses and routes move to the
 * bridge, which takes the uplink's MAC address, and move back when the bridge goes. A vlan or vxlan network has an
 * uplink of its own, which comes and goes with the bridge.
 * Making, attaching and sweeping exclude each other, so that no port joins a bridge that is about to go.
 */
export class Bridges {
  readonly #host: HostNetworks;
  readonly #links: LinkReader;
  readonly #mutex = new Mutex();
  /** Networks whose bridge was seen in working order. */
  readonly #known = new Map<string, string>();
  /** Which bridge carries a network, as was seen last. */
  readonly #carrying = new Map<string, string>();
  readonly #hostLinks = new HostLinks();

  constructor(host: HostNetworks, links: LinkReader) {
    this.#host = host;
    this.#links = links;
  }

  /** What carries the network now; undefined before its first port, and when something of it is missing or down. */
  async observe(network: PortNetwork): Promise<Extract<Carrier, { kind: 'ready' }> | undefined> {
    const carrier = await this.#carrier(network).catch(() => undefined);
    return carrier?.kind === 'ready' ? carrier : undefined;
  }

  /** Links of the root namespace that the ports on a network depend on. */
  needsOf(network: PortNetwork, bridge: string | undefined): LinkNeed[] {
    const carries = { link: bridge ?? bridgeOf(network.id), carrier: false };
    const uplink = this.uplinkOf(network);
    if (uplink === undefined || uplink.link === carries.link) return [carries];
    const needs = [carries, { link: uplink.link, master: bridge, carrier: true }];
    return uplink.underlay === undefined ? needs : [...needs, { link: uplink.underlay, carrier: true }];
  }

  /** Whether the host itself has an address on a network: on its bridge, or on the uplink that is to join that. */
  isHostOn(network: PortNetwork): boolean {
    const uplink = this.uplinkOf(network)?.link;
    const links = [this.#carrying.get(network.id), uplink, bridgeOf(network.id)];
    return links.some((link) => link !== undefined && this.#hostLinks.hasAddress(link));
  }

  /** The bridge was not as it must be: it is read again before the next port. */
  forget(network: PortNetwork): void {
    this.#known.delete(network.id);
  }

  /** Hands the bridge to `attach`, with the `ip` lines that make it when it is missing. */
  withBridge<T>(
    network: PortNetwork,
    attach: (bridge: string, lines: readonly string[]) => Promise<T>,
  ): Promise<T> {
    return this.#mutex.run(async () => {
      const { bridge, lines } = await this.#prepare(network);
      this.#known.delete(network.id);
      const result = await attach(bridge, lines);
      this.#known.set(network.id, bridge);
      return result;
    });
  }

  /** Removes the bridges that this agent made and no port uses. Returns their names. */
  sweep(): Promise<string[]> {
    return this.#mutex.run(async () => {
      const links = await listLinks('type bridge', 'type vlan', 'type vxlan');
      const made = links.filter((link) => link.mark === BRIDGE_MARK);
      const removed: string[] = [];
      for (const bridge of made.filter(({ kind }) => kind === 'bridge'))
        if (await this.#removeIfUnused(bridge)) removed.push(bridge.name);
      const left = made.filter(({ kind, master }) => kind !== 'bridge' && master === undefined);
      await ipDelete(undefined, left.map(deletion));
      return removed;
    });
  }

  /** What joins a network to the wire; undefined where there is none, or this host cannot carry it. */
  uplinkOf(network: PortNetwork): Uplink | undefined {
    try {
      return uplinkOf(network, this.#host);
    } catch {
      return undefined;
    }
  }

  async #prepare(network: PortNetwork): Promise<{ bridge: string; lines: readonly string[] }> {
    const known = this.#known.get(network.id);
    if (known !== undefined && (await linkExists(known))) return { bridge: known, lines: [] };
    const carrier = await this.#carrier(network);
    const conflicts = carrier.kind === 'missing' ? await this.#conflictsOf(network, carrier) : [];
    return { bridge: carrier.bridge, lines: [...conflicts, ...(await makingLines(carrier))] };
  }

  /** A segment is one network's at a time. */
  async #conflictsOf(
    network: PortNetwork,
    { uplinkLines }: Extract<Carrier, { kind: 'missing' }>,
  ): Promise<string[]> {
    const segment = uplinkLines.length === 0 ? undefined : segmentOf(network, this.#host);
    if (segment === undefined) return [];
    const links = await listLinks(`type ${segment.kind}`);
    return links.filter((link) => hasItsId(segment, link)).map(deletion);
  }

  async #carrier(network: PortNetwork): Promise<Carrier> {
    const uplink = uplinkOf(network, this.#host);
    const links = await this.#links.read(carrierLinks(network, uplink));
    const carrier = resolveCarrier(network, uplink, links);
    this.#carrying.set(network.id, carrier.bridge);
    return carrier;
  }

  async #removeIfUnused(bridge: Link): Promise<boolean> {
    const members = await listLinks(`master ${bridge.name}`);
    if (members.some((member) => !this.#isUplink(member))) return false;
    await ipBatch(undefined, await removalLines(bridge.name, members));
    return true;
  }

  #isUplink({ name, kind, mark, segment }: Link): boolean {
    const physical = new Set(this.#host.physical.values());
    if (kind === 'vlan' && physical.has(segment?.over ?? '')) return true;
    return physical.has(name) || mark === BRIDGE_MARK;
  }
}

async function makingLines(carrier: Carrier): Promise<string[]> {
  if (carrier.kind === 'ready') return [];
  if (carrier.kind === 'down') return carrier.links.map((link) => `link set dev ${link} up`);
  const { bridge, exists, uplink, uplinkLines } = carrier;
  const isNew = uplinkLines.length > 0;
  const layer3 = uplink === undefined || isNew ? NO_LAYER3 : await readLayer3(uplink.name);
  return [
    ...uplinkLines,
    ...(exists ? [] : bridgeLines(bridge, uplink, layer3.addresses.length > 0)),
    ...(uplink === undefined ? [] : [`link set dev ${uplink.name} master ${bridge} up`]),
    ...(uplink === undefined ? [] : moveLayer3(uplink.name, bridge, layer3)),
  ];
}

/** No spanning tree, no delay: a port forwards at once. No snooping: neighbour discovery must not need a querier. */
function bridgeLines(bridge: string, uplink: Link | undefined, hasAddresses: boolean): string[] {
  const identity = uplink === undefined ? '' : identityOf(uplink);
  const linkLocal = hasAddresses ? '' : NO_LINK_LOCAL;
  return [
    `link add name ${bridge}${identity} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
    `link set dev ${bridge} alias ${BRIDGE_MARK}${linkLocal} up`,
  ];
}

/** A VXLAN has no MAC address that anybody knows. */
const identityOf = ({ kind, macAddress, mtu }: Link): string =>
  `${kind === 'vxlan' ? '' : ` address ${macAddress}`} mtu ${mtu}`;

const deletion = ({ name }: Link): string => `link del dev ${name}`;

async function removalLines(bridge: string, members: readonly Link[]): Promise<string[]> {
  const [uplink] = members;
  const own = members.filter(({ mark }) => mark === BRIDGE_MARK);
  const moved =
    uplink === undefined || own.includes(uplink)
      ? []
      : moveLayer3(bridge, uplink.name, await readLayer3(bridge));
  return [
    ...members.map((member) => `link set dev ${member.name} nomaster`),
    ...moved,
    `link del dev ${bridge}`,
    ...own.map(deletion),
  ];
}
