import { type Lifecycle, type Logger, sleep } from '@lbaas/common/runtime';
import type { ConnectionPool } from './connection-pool.ts';

export interface DiskSpaceOptions {
  readonly pool: Pick<ConnectionPool, 'query'>;
  readonly logger: Logger;
}

/**
 * A table of 1 MiB, for which PostgreSQL must find room: a row may fit into a page that it has, and a few pages come
 * and go on a full disk.
 */
const PROBE = `CREATE TEMP TABLE lbaas_probe ON COMMIT DROP AS
SELECT repeat('x', 1000) FROM generate_series(1, 1000)`;
const PROBE_AFTER_MS = 1000;

/**
 * Whether the disk of the database has room. States: enough (until a write is refused for lack of it), lacking (until
 * there is some, which is tried every second).
 */
export class DiskSpace implements Lifecycle {
  readonly #options: DiskSpaceOptions;
  readonly #stopping = new AbortController();
  #isLacking = false;

  constructor(options: DiskSpaceOptions) {
    this.#options = options;
  }

  get isLacking(): boolean {
    return this.#isLacking;
  }

  start(): void {}

  stop(): void {
    this.#stopping.abort();
  }

  /** A write was refused because the disk is full. */
  refused(refusal: unknown): void {
    if (this.#isLacking) return;
    this.#isLacking = true;
    this.#options.logger.error(
      { reason: (refusal as Error).message },
      'the disk of the database is full: writes are refused until it has room',
    );
    void this.#untilRoom().catch(() => undefined);
  }

  async #untilRoom(): Promise<void> {
    while (this.#isLacking) {
      await sleep(PROBE_AFTER_MS, this.#stopping.signal);
      await this.#probe();
    }
    this.#options.logger.info('the disk of the database has room again');
  }

  async #probe(): Promise<void> {
    try {
      await this.#options.pool.query(PROBE);
      this.#isLacking = false;
    } catch {
      // It is full still, or away.
    }
  }
}
