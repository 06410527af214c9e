import type { Logger } from '@lbaas/common/runtime';
import { whoAnswers } from '../address-probe/ask-network.ts';
import { taken } from '../address-probe/probe-addresses.ts';
import { HostError } from '../host-error.ts';
import { tapOf } from '../names.ts';
import type { DesiredPort, Neighbour, PortNetwork, PortPlan } from '../port.ts';
import type { KernelLease } from './kernel-lease.ts';

/** When ports may break their silence, and when they must fall silent. */
export interface SilenceRules {
  readonly mayResume: boolean;
  /** Nobody tells this host where its devices are. */
  readonly isCutOff: boolean;
}

export interface SilentPortsOptions {
  readonly lease: KernelLease;
  readonly rules: SilenceRules;
  readonly bridgeOf: (network: PortNetwork) => Promise<string | undefined>;
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
  async letGo(ports: readonly DesiredPort[], why: string): Promise<boolean> {
    const { lease, rules, logger } = this.#options;
    if (!rules.isCutOff || ports.every((port) => this.wordsFor(port) !== undefined)) return false;
    logger.error({ why }, 'another host has an address of a device, which falls silent');
    const words = `silent: no server is heard, and another host has an address of it (${why})`;
    await lease.silence(tapsOf(ports), words);
    return true;
  }

  /**
   * Lets those of the ports speak again that are silent, all or none. Returns them.
   * @throws HostError `silenced` while the servers are to be heard first, `address_taken`
   */
  async resume(plans: readonly PortPlan[]): Promise<DesiredPort[]> {
    const { lease } = this.#options;
    const silent = plans.flatMap(({ port, steps }) =>
      steps.some((step) => step.kind === 'port.resume') ? [port] : [],
    );
    const [first] = silent;
    if (first === undefined) return [];
    this.#refuseToGuess(first);
    await Promise.all(silent.map((port) => this.isNowhereElse(port)));
    // It may have lapsed meanwhile.
    this.#refuseToGuess(first);
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
  #refuseToGuess(port: DesiredPort): void {
    if (this.#options.rules.mayResume) return;
    const words = this.wordsFor(port) ?? 'silent';
    throw new HostError('silenced', `${words}; waits for the servers to say whether it is still here`);
  }
}

const tapsOf = (ports: readonly DesiredPort[]): string[] => ports.map(({ portId }) => tapOf(portId));
