import { type Lifecycle, type Logger, Outage, WakefulLoop, every } from '@lbaas/common/runtime';

/** Something with files in the state directory. */
export interface Kept {
  /** Writes again what is missing. @returns how many files that were */
  keep(): number | Promise<number>;
}

export interface StateKeeperOptions {
  readonly kept: readonly Kept[];
  readonly logger: Logger;
  /** @default 5 s: reading the directory of 500 devices takes 0.3 ms */
  readonly everyMs?: number;
}

const EVERY_MS = 5000;

/**
 * Writes again what somebody deletes from the state directory of a living agent. Nothing reads it while the agent runs,
 * so nothing else would notice before the next start, which needs it.
 */
export class StateKeeper implements Lifecycle {
  readonly #options: StateKeeperOptions;
  readonly #loop: WakefulLoop;

  constructor(options: StateKeeperOptions) {
    this.#options = options;
    this.#loop = new WakefulLoop({
      name: 'state keeper',
      round: () => this.#round(),
      wakeOn: [every(options.everyMs ?? EVERY_MS)],
      outage: new Outage(options.logger, 'keeping the state directory'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<void> {
    let files = 0;
    for (const kept of this.#options.kept) files += await kept.keep();
    if (files > 0)
      this.#options.logger.warn({ files }, 'files of the state directory were lost: written again');
  }
}
