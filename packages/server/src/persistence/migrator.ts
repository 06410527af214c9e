import { Backoff, type Lifecycle, type Logger, sleep } from '@lbaas/common/runtime';
import { faultOfDatabase } from './database-refusal.ts';
import type { DatabaseAddress } from './database-hosts.ts';
import { SchemaUnfit, expectMigrated, migrate } from './migrate.ts';

export interface MigratorOptions extends DatabaseAddress {
  readonly logger: Logger;
  /** false: somebody else does what is pending, and the start waits for that. @default true */
  readonly mayMigrate?: boolean;
}

const WAITING = 'waiting for the database';

/**
 * Brings the schema up to date before anything else uses the database, and waits as long as the database is down or its
 * schema unfit. States: waiting, done, stopped.
 */
export class Migrator implements Lifecycle {
  readonly #options: MigratorOptions;
  readonly #backoff = new Backoff({ baseMs: 100, capMs: 3000 });
  #stopping = new AbortController();
  #done = false;
  #obstacle = WAITING;

  constructor(options: MigratorOptions) {
    this.#options = options;
  }

  get done(): boolean {
    return this.#done;
  }

  /** What it waits for; nothing in it tells where the database is. */
  get obstacle(): string {
    return this.#obstacle;
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
      if (!reasons.has(reason)) this.#options.logger.warn({ reason }, WAITING);
      reasons.add(reason);
      await sleep(this.#backoff.delayMs(attempt), this.#stopping.signal);
    }
  }

  stop(): void {
    this.#stopping.abort(new Error('stopped while waiting for the database'));
  }

  async #attempt(): Promise<string | undefined> {
    const { mayMigrate = true } = this.#options;
    try {
      await (mayMigrate ? migrate : expectMigrated)(this.#options);
      this.#done = true;
      this.#options.logger.info('the schema is up to date');
      return undefined;
    } catch (error) {
      this.#obstacle = error instanceof SchemaUnfit ? error.message : WAITING;
      return faultOfDatabase(error) ?? (error instanceof Error ? error.message : String(error));
    }
  }
}
