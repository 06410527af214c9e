import { Backoff, type Lifecycle, type Logger, sleep } from '@lbaas/common/runtime';
import { faultOfDatabase } from './database-refusal.ts';
import type { DatabaseAddress } from './database-hosts.ts';
import { migrate } from './migrate.ts';

export interface MigratorOptions extends DatabaseAddress {
  readonly logger: Logger;
}

/**
 * Brings the schema up to date before anything else uses the database, and waits as long as the database is down.
 * States: waiting, done, stopped.
 */
export class Migrator implements Lifecycle {
  readonly #options: MigratorOptions;
  readonly #backoff = new Backoff({ baseMs: 100, capMs: 3000 });
  #stopping = new AbortController();
  #done = false;

  constructor(options: MigratorOptions) {
    this.#options = options;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Resolves when the schema is up to date; rejects if stop() comes first. */
  async start(): Promise<void> {
    this.#stopping = new AbortController();
    const reasons = new Set<string>();
    for (let attempt = 1; !this.#done; attempt += 1) {
      this.#stopping.signal.throwIfAborted();
      const reason = await this.#attempt();
      if (reason === undefined) return;
      // Of several hosts each has its own.
      if (!reasons.has(reason)) this.#options.logger.warn({ reason }, 'waiting for the database');
      reasons.add(reason);
      await sleep(this.#backoff.delayMs(attempt), this.#stopping.signal);
    }
  }

  stop(): void {
    this.#stopping.abort(new Error('stopped while waiting for the database'));
  }

  async #attempt(): Promise<string | undefined> {
    try {
      await migrate(this.#options);
      this.#done = true;
      this.#options.logger.info('the schema is up to date');
      return undefined;
    } catch (error) {
      return faultOfDatabase(error) ?? (error instanceof Error ? error.message : String(error));
    }
  }
}
