import { BlockList } from 'node:net';
import type { Clock, Logger } from '@lbaas/common/runtime';
import type { NetworkAsker } from '../address-probe/network-asker.ts';
import { taken } from '../address-probe/probe-addresses.ts';
import { HostError } from '../host-error.ts';
import { canonicalAddress, familyOf } from '../ip-text.ts';
import { tapOf } from '../names.ts';
import type { DesiredPort, Neighbour, PortNetwork, PortPlan } from '../port.ts';
import type { Earshot } from './earshot.ts';
import type { KernelLease } from './kernel-lease.ts';

/** When ports may break their silence, and when they must fall silent. */
export interface SilenceRules {
  readonly mayResume: boolean;
  /** Another number whenever `mayResume` changes. */
  readonly verdict: number;
  /** How often the servers have said what may resume. */
  readonly lists: number;
  /** Nobody tells this host where its devices are. */
  readonly isCutOff: boolean;
}

export interface SilentPortsOptions {
  readonly lease: Pick<
    KernelLease,
    'silenceOf' | 'cover' | 'release' | 'check' | 'seconds' | 'silence' | 'speak'
  >;
  readonly rules: SilenceRules;
  readonly bridgeOf: (network: PortNetwork) => Promise<string | undefined>;
  /** The link that joins a network to the wire; undefined for a network of this host alone. */
  readonly uplinkOf: (network: PortNetwork) => string | undefined;
  readonly earshot: Pick<Earshot, 'listen' | 'isQuiet' | 'isDeaf' | 'asks' | 'hasAsked'>;
  readonly asker: Pick<NetworkAsker, 'whoAnswers'>;
  /** How long others are asked for an address. */
  readonly probeMs: number;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

type PortsByNamespace = ReadonlyMap<string, readonly DesiredPort[]>;

/** A port, and addresses that its device talks to, whether on its link or not. */
interface TalkingPort {
  readonly port: DesiredPort;
  readonly partners: readonly string[];
}

/**
 * The former host of a port is asked no less: 60 ms are for what the server cannot know, this is for what must not be.
 */
const ASK_AT_LEAST_MS = 150;
/**
 * Without a server nobody may have answered for so long. Whoever has the device by now, and is not heard on the network
 * for a moment, has fallen silent by then (see letGoIfDeaf), and asks before it speaks again.
 */
const NOBODY_MS = 6_000;
/** A port that has lost the wire for less, and is back, was not missed for so long by anybody. */
const SHORT_CUT_MS = 4_000;

/** Which ports of this host pass no frames, and how they come to pass them again (ADR 32). */
export class SilentPorts {
  readonly #options: SilentPortsOptions;
  #uplinks: ReadonlySet<string | undefined> = new Set();
  /** Bridges on which a sign of life is asked for. */
  readonly #asked = new Set<string>();
  /** Taps whose addresses another host was heard to have while no server was, and how many lists there were then. */
  readonly #claimed = new Map<string, number>();
  /** Taps whose network has no way to the wire, in words. */
  readonly #cut = new Map<string, string>();
  /** When a port that spoke has lost the wire, until it speaks again. */
  readonly #cutAtMs = new Map<string, number>();
  /** Since when nobody has answered for the addresses of a silent tap, while no server was heard. */
  readonly #unansweredSinceMs = new Map<string, number>();

  constructor(options: SilentPortsOptions) {
    this.#options = options;
  }

  /** In words; undefined when the port may speak. */
  wordsFor({ portId }: DesiredPort): string | undefined {
    return this.#options.lease.silenceOf(tapOf(portId));
  }

  /** Before the taps are there. */
  cover(ports: readonly DesiredPort[]): Promise<void> {
    return this.#options.lease.cover(tapsOf(ports));
  }

  /** The taps are gone. */
  release(ports: readonly DesiredPort[]): Promise<void> {
    for (const tap of tapsOf(ports)) {
      this.#forgetSilence(tap);
      this.#cut.delete(tap);
    }
    return this.#options.lease.release(tapsOf(ports));
  }

  /** @param ports all that this host is to have */
  check(ports: readonly DesiredPort[]): Promise<void> {
    return this.#options.lease.check(new Set(tapsOf(ports)));
  }

  /** Somebody else has an address of the ports. Whether they have fallen silent because of it. */
  letGo(ports: readonly DesiredPort[], why: string): Promise<boolean> {
    const { isCutOff, lists } = this.#options.rules;
    if (isCutOff) for (const tap of tapsOf(ports)) this.#claimed.set(tap, lists);
    return this.#fallSilent(ports, `another host has an address of it (${why})`);
  }

  /** @param impedimentOf what is in the way from a port to the wire, by its place; undefined: nothing */
  async seen(
    ports: readonly DesiredPort[],
    impedimentOf: (index: number) => string | undefined,
  ): Promise<void> {
    for (const [index, tap] of tapsOf(ports).entries()) {
      const impediment = impedimentOf(index);
      if (impediment === undefined) this.#cut.delete(tap);
      else this.#noteCut(tap, impediment);
    }
    await this.letGoIfDeaf(ports);
  }

  #noteCut(tap: string, impediment: string): void {
    const { lease, clock } = this.#options;
    if (!this.#cut.has(tap) && lease.silenceOf(tap) === undefined)
      this.#cutAtMs.set(tap, clock.monotonicMs());
    this.#cut.set(tap, impediment);
  }

  /**
   * Nothing is heard on any network of this host, or the ports have no way to the wire: what the next host says
   * would not be heard either. Whether the ports have fallen silent because of it. One quiet network shows nothing:
   * who is asked there may be here too.
   */
  async letGoIfDeaf(ports: readonly DesiredPort[]): Promise<boolean> {
    const why = this.#deafness(ports);
    return (
      why !== undefined && this.#options.lease.seconds !== undefined && (await this.#fallSilent(ports, why))
    );
  }

  /** Hears what comes in on the networks of all ports of this host, and asks those where nothing does. */
  async listen(
    portsOf: PortsByNamespace,
    partnersOf: (namespace: string) => readonly string[],
  ): Promise<void> {
    const { uplinkOf, earshot } = this.#options;
    const all = [...portsOf].flatMap(([namespace, ports]) =>
      ports.map((port) => ({ port, partners: partnersOf(namespace) })),
    );
    this.#uplinks = new Set(all.map(({ port }) => uplinkOf(port.network)));
    await earshot.listen([...this.#uplinks]);
    const quiet = all.filter(({ port }) => earshot.isQuiet(uplinkOf(port.network)));
    await Promise.all(quiet.map((each) => this.#askForLife(each)));
  }

  /** Asks whom a port talks to on its link, if it does: that an answer comes in is all that matters. */
  async #askForLife({ port: { network, routes, addresses: own }, partners }: TalkingPort): Promise<void> {
    const { asker, bridgeOf, uplinkOf, earshot, clock } = this.#options;
    const [bridge, uplink] = [await bridgeOf(network), uplinkOf(network)];
    const onLink = partners.filter(inSubnetsOf(own)).map(canonicalAddress);
    const addresses = [...new Set([...routes.map(({ via }) => via), ...onLink])];
    if (bridge === undefined || uplink === undefined || addresses.length === 0) return;
    earshot.asks(uplink);
    if (this.#asked.has(bridge)) return;
    this.#asked.add(bridge);
    const askedAtMs = clock.monotonicMs();
    try {
      await asker.whoAnswers({ bridge, addresses, probeMs: ASK_AT_LEAST_MS });
      earshot.hasAsked(uplink, askedAtMs);
    } finally {
      this.#asked.delete(bridge);
    }
  }

  /** In words; undefined when others can be heard. */
  #deafness(ports: readonly DesiredPort[]): string | undefined {
    const { earshot } = this.#options;
    const isDeaf = this.#uplinks.size > 0 && [...this.#uplinks].every((uplink) => earshot.isDeaf(uplink));
    return isDeaf ? DEAF : tapsOf(ports).flatMap((tap) => this.#cut.get(tap) ?? [])[0];
  }

  async #fallSilent(ports: readonly DesiredPort[], why: string): Promise<boolean> {
    const { lease, rules, logger } = this.#options;
    if (!rules.isCutOff || ports.every((port) => this.wordsFor(port) !== undefined)) return false;
    logger.error({ why, addresses: ports.flatMap(({ addresses }) => addresses) }, 'a device falls silent');
    await lease.silence(tapsOf(ports), `silent: no server is heard, and ${why}`);
    return true;
  }

  /**
   * Lets those of the ports speak again that are silent, all or none. Returns them.
   * @param verdict that of the rules when the device was looked up: what it is has been decided anew since then
   * @throws HostError `silenced` while the servers are to be heard first, `address_taken`
   */
  async resume(plans: readonly PortPlan[], verdict: number): Promise<DesiredPort[]> {
    const { lease } = this.#options;
    const silent = plans.flatMap(({ port, steps }) =>
      steps.some((step) => step.kind === 'port.resume') ? [port] : [],
    );
    if (silent.length === 0) return [];
    for (const port of silent) this.#refuseToGuess(port, verdict);
    const deafness = this.#deafness(silent);
    if (deafness !== undefined) throw silenced(`silent: ${deafness}`);
    await Promise.all(silent.map((port) => this.#requireNobody(port)));
    // It may have lapsed meanwhile.
    for (const port of silent) this.#refuseToGuess(port, verdict);
    await lease.speak(tapsOf(silent));
    for (const tap of tapsOf(silent)) this.#forgetSilence(tap);
    return silent;
  }

  #forgetSilence(tap: string): void {
    this.#claimed.delete(tap);
    this.#cutAtMs.delete(tap);
    this.#unansweredSinceMs.delete(tap);
  }

  /** @throws HostError `address_taken`; `silenced` while it shows nothing yet that nobody answers */
  async #requireNobody(port: DesiredPort): Promise<void> {
    const { rules, lease, clock } = this.#options;
    const tap = tapOf(port.portId);
    const sinceMs = this.#unansweredSinceMs.get(tap) ?? clock.monotonicMs();
    this.#unansweredSinceMs.delete(tap);
    await this.isNowhereElse(port);
    if (lease.seconds === undefined || !rules.isCutOff) return;
    this.#unansweredSinceMs.set(tap, sinceMs);
    const nowMs = clock.monotonicMs();
    if (nowMs - sinceMs >= NOBODY_MS) return;
    if (nowMs - (this.#cutAtMs.get(tap) ?? -Infinity) < SHORT_CUT_MS) return;
    throw silenced(
      `${this.wordsFor(port) ?? 'silent'}; no server is heard, and nobody has answered for a moment only`,
    );
  }

  /** @throws HostError `address_taken` when another host answers for an address of the port */
  async isNowhereElse(port: DesiredPort): Promise<void> {
    const rival = await this.#rivalOf(port);
    if (rival !== undefined) throw taken(rival);
  }

  async #rivalOf({ addresses, network }: DesiredPort): Promise<Neighbour | undefined> {
    const { asker, bridgeOf, probeMs } = this.#options;
    const bridge = await bridgeOf(network);
    if (bridge === undefined || addresses.length === 0) return undefined;
    const plain = addresses.map((address) => address.split('/')[0] ?? '');
    return asker.whoAnswers({ bridge, addresses: plain, probeMs: Math.max(probeMs, ASK_AT_LEAST_MS) });
  }

  /**
   * While a lease is held the servers may have moved the device to the host that was heard to have its address. That
   * nobody answers for it now shows nothing: a host that is not heard on the network gets no answer either.
   * @throws HostError `silenced`
   */
  #refuseToGuess(port: DesiredPort, verdict: number): void {
    const { rules, lease } = this.#options;
    const mayHaveMoved = lease.seconds !== undefined && this.#claimed.get(tapOf(port.portId)) === rules.lists;
    if (rules.mayResume && rules.verdict === verdict && !mayHaveMoved) return;
    const words = this.wordsFor(port) ?? 'silent';
    throw silenced(`${words}; waits for the servers to say whether it is still here`);
  }
}

const DEAF = 'nothing is heard on any network of this host';

const silenced = (words: string): HostError => new HostError('silenced', words);

/** Which addresses are in the subnets of the given ones, as `address/prefix length`. */
function inSubnetsOf(own: readonly string[]): (address: string) => boolean {
  const subnets = new BlockList();
  for (const each of own) {
    const [address = '', length] = each.split('/');
    subnets.addSubnet(address, Number(length), familyOf(address));
  }
  return (address) => subnets.check(address, familyOf(address));
}

const tapsOf = (ports: readonly DesiredPort[]): string[] => ports.map(({ portId }) => tapOf(portId));
