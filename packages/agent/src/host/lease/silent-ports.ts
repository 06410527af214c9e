import type { Logger } from '@lbaas/common/runtime';
import { whoAnswers } from '../address-probe/ask-network.ts';
import { taken } from '../address-probe/probe-addresses.ts';
import { HostError } from '../host-error.ts';
import { tapOf } from '../names.ts';
import type { DesiredPort, Neighbour, PortNetwork, PortPlan } from '../port.ts';
import type { Earshot } from './earshot.ts';
import type { KernelLease } from './kernel-lease.ts';

/** When ports may break their silence, and when they must fall silent. */
export interface SilenceRules {
  readonly mayResume: boolean;
  /** Another number whenever `mayResume` changes. */
  readonly verdict: number;
  /** Nobody tells this host where its devices are. */
  readonly isCutOff: boolean;
}

export interface SilentPortsOptions {
  readonly lease: KernelLease;
  readonly rules: SilenceRules;
  readonly bridgeOf: (network: PortNetwork) => Promise<string | undefined>;
  /** The link that joins a network to the wire; undefined for a network of this host alone. */
  readonly uplinkOf: (network: PortNetwork) => string | undefined;
  readonly earshot: Earshot;
  /** How long others are asked for an address. */
  readonly probeMs: number;
  readonly logger: Logger;
}

/**
 * The former host of a port is asked no less: 60 ms are for what the server cannot know, this is for what must not be.
 */
const ASK_AT_LEAST_MS = 150;

/** Which ports of this host pass no frames, and how they come to pass them again (ADR 32). */
export class SilentPorts {
  readonly #options: SilentPortsOptions;
  #uplinks: ReadonlySet<string | undefined> = new Set();

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
    return this.#options.lease.release(tapsOf(ports));
  }

  check(): Promise<void> {
    return this.#options.lease.check();
  }

  /** Somebody else has an address of the ports. Whether they have fallen silent because of it. */
  letGo(ports: readonly DesiredPort[], why: string): Promise<boolean> {
    return this.#fallSilent(ports, `another host has an address of it (${why})`);
  }

  /**
   * Nothing is heard on any network of this host: what the next host asks and says would not be heard either. Whether
   * the ports have fallen silent because of it. One quiet network shows nothing: who is asked there may be here too.
   */
  async letGoIfDeaf(ports: readonly DesiredPort[]): Promise<boolean> {
    return this.#isDeaf() && (await this.#fallSilent(ports, DEAF));
  }

  /** Hears what comes in on the networks of all ports of this host. */
  listen(ports: readonly DesiredPort[]): Promise<void> {
    const uplinks = ports.map(({ network }) => this.#options.uplinkOf(network));
    this.#uplinks = new Set(uplinks);
    return this.#options.earshot.listen(uplinks);
  }

  #isDeaf(): boolean {
    const { earshot } = this.#options;
    return this.#uplinks.size > 0 && [...this.#uplinks].every((uplink) => earshot.isDeaf(uplink));
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
    const [first] = silent;
    if (first === undefined) return [];
    this.#refuseToGuess(first, verdict);
    if (this.#isDeaf()) throw silenced(`silent: ${DEAF}`);
    await Promise.all(silent.map((port) => this.isNowhereElse(port)));
    // It may have lapsed meanwhile.
    this.#refuseToGuess(first, verdict);
    await lease.speak(tapsOf(silent));
    return silent;
  }

  /** @throws HostError `address_taken` when another host answers for an address of the port */
  async isNowhereElse(port: DesiredPort): Promise<void> {
    const rival = await this.#rivalOf(port);
    if (rival !== undefined) throw taken(rival);
  }

  async #rivalOf({ addresses, network }: DesiredPort): Promise<Neighbour | undefined> {
    const { bridgeOf, probeMs } = this.#options;
    const bridge = await bridgeOf(network);
    if (bridge === undefined || addresses.length === 0) return undefined;
    const plain = addresses.map((address) => address.split('/')[0] ?? '');
    return whoAnswers({ bridge, addresses: plain, probeMs: Math.max(probeMs, ASK_AT_LEAST_MS) });
  }

  /** @throws HostError `silenced` */
  #refuseToGuess(port: DesiredPort, verdict: number): void {
    const { rules } = this.#options;
    if (rules.mayResume && rules.verdict === verdict) return;
    const words = this.wordsFor(port) ?? 'silent';
    throw silenced(`${words}; waits for the servers to say whether it is still here`);
  }
}

const DEAF = 'nothing is heard on any network of this host';

const silenced = (words: string): HostError => new HostError('silenced', words);

const tapsOf = (ports: readonly DesiredPort[]): string[] => ports.map(({ portId }) => tapOf(portId));
