import type { Lifecycle, Logger, Metrics } from '@lbaas/common/runtime';
import type { AgentIdentity } from './agent-identity.ts';
import type { Installation, InstallationFile } from '../state/installation-file.ts';

export interface NameClaimOptions {
  readonly host: string;
  readonly file: InstallationFile;
  readonly stack: () => Promise<string>;
  /** How long a new installation waits for the answer of a server. */
  readonly patienceMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export type ClaimState = 'waiting' | 'serving' | 'refused';

/**
 * Whether the devices on this host are this agent's to run.
 *
 * States: waiting (a new installation; no server has said yet whether the name is its own), serving, refused (the name
 * belongs to another installation, which is alive). An installation that was accepted serves from the start, with or
 * without servers. The answer of a server moves every state to serving or to refused; waiting for too long moves to
 * serving, for a host that comes back alone after a power loss. A refusal is on disk: it outlives the process, and only
 * an acceptance ends it.
 */
export class NameClaim implements Lifecycle, AgentIdentity {
  readonly #options: NameClaimOptions;
  readonly #listeners = new Set<(state: ClaimState) => void>();
  #installation: Installation | undefined;
  #state: ClaimState = 'waiting';
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: NameClaimOptions) {
    this.#options = options;
    const help = 'Whether the host name is this installation (0: it waits to hear, or is refused).';
    const gauge = options.metrics.gauge('lbaas_agent_serving', help);
    gauge.set(0);
    this.onChange((state) => gauge.set(state === 'serving' ? 1 : 0));
  }

  async start(): Promise<void> {
    if (this.#installation !== undefined) return;
    const { file, stack, patienceMs, logger } = this.#options;
    this.#installation = await file.open(await stack());
    const { standing } = this.#installation;
    if (standing === 'refused')
      logger.warn('refused when it ran last: nothing is served until a server accepts it');
    if (standing === 'new') this.#timer = setTimeout(() => this.#goAhead(), patienceMs);
    this.#move(standing === 'accepted' ? 'serving' : standing === 'new' ? 'waiting' : 'refused');
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
  }

  get host(): string {
    return this.#options.host;
  }

  /** @throws Error before start() */
  get installationId(): string {
    return this.#known().id;
  }

  get state(): ClaimState {
    return this.#state;
  }

  /** False for an installation that no server has ever accepted in this network stack. */
  get wasAccepted(): boolean {
    return this.#known().standing === 'accepted';
  }

  onChange(fn: (state: ClaimState) => void): void {
    this.#listeners.add(fn);
  }

  /** The name is this installation's. */
  async accept(): Promise<void> {
    if (this.#state === 'refused')
      this.#options.logger.info('accepted again: the host name is free for this installation');
    await this.#store('accepted');
    this.#move('serving');
  }

  /** The name belongs to another. The state moves first: a full disk must not keep two hosts on one address. */
  async refuse(reason: string): Promise<void> {
    if (this.#state !== 'refused') {
      this.#options.logger.error(
        { reason },
        'refused: this agent serves nothing until the host name is its own',
      );
    }
    this.#move('refused');
    await this.#store('refused');
  }

  /** Writes the file again if somebody has deleted it: without it the next run is a new installation. */
  async keep(): Promise<number> {
    await this.#writing;
    const { file } = this.#options;
    if (this.#installation === undefined || (await file.exists())) return 0;
    await file.write(this.#installation);
    return 1;
  }

  #goAhead(): void {
    if (this.#state !== 'waiting') return;
    this.#options.logger.warn('no server has answered: what is on the disk is served');
    this.#move('serving');
  }

  #move(state: ClaimState): void {
    if (state !== 'waiting') clearTimeout(this.#timer);
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  async #store(standing: Installation['standing']): Promise<void> {
    if (this.#known().standing === standing) return this.#writing;
    const installation = { ...this.#known(), standing };
    this.#installation = installation;
    const { file, logger } = this.#options;
    this.#writing = this.#writing
      .then(() => file.write(installation))
      .catch((error: unknown) =>
        logger.error({ err: error }, 'what the servers have said of this installation is not written down'),
      );
    return this.#writing;
  }

  #known(): Installation {
    if (this.#installation === undefined) throw new Error('the name claim was not started');
    return this.#installation;
  }
}
