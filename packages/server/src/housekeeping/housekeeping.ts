import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import type { UnitOfWork } from '../persistence/index.ts';

/** Rows that may go when they are old. */
export interface Chore {
  /** For the log: what is removed. */
  readonly name: string;
  /** Removes what is older than `$1` seconds, the oldest first, at most `$2` rows; returns a row for each. */
  readonly sql: string;
  /** undefined = for ever: nothing is removed. */
  readonly keepSeconds: number | undefined;
}

export interface HousekeepingOptions {
  readonly unitOfWork: UnitOfWork;
  readonly chores: readonly Chore[];
  readonly logger: Logger;
  readonly everyMs?: number;
  /** Rows of one transaction. */
  readonly batch?: number;
}

/** Any number that no other advisory lock of the project uses. */
const HOUSEKEEPING_LOCK = 4_815_002;

const TRY_LOCK = `SELECT pg_try_advisory_xact_lock(${HOUSEKEEPING_LOCK}) AS locked`;

/**
 * Removes what has served its time. Each batch is a transaction of its own, which holds a lock that the others do not
 * wait for: of several servers one is at work, and the rest pass. The time limits of the connections bound every
 * statement.
 *
 * Idle until the next round; then each chore in turn, batch by batch, until it is done, another server is at it, or it
 * fails, which is told once until it works again. stop() waits for the batch under way.
 */
export class Housekeeping implements Lifecycle {
  readonly #options: Required<HousekeepingOptions>;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  readonly #failing = new Set<string>();

  constructor(options: HousekeepingOptions) {
    this.#options = { everyMs: 60_000, batch: 1000, ...options };
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#begin(), this.#options.everyMs);
    this.#begin();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#round;
  }

  #begin(): void {
    this.#round ??= this.#work().finally(() => {
      this.#round = undefined;
    });
  }

  async #work(): Promise<void> {
    for (const chore of this.#options.chores) await this.#guarded(chore);
  }

  /** The only place that catches: the next round tries again. */
  async #guarded(chore: Chore): Promise<void> {
    const { logger } = this.#options;
    const { name } = chore;
    try {
      const removed = await this.#do(chore);
      if (removed > 0) logger.debug({ chore: name, removed }, 'removed what was old');
      if (this.#failing.delete(name)) logger.info({ chore: name }, 'housekeeping works again');
    } catch (error) {
      if (!this.#failing.has(name)) logger.error({ err: error, chore: name }, 'housekeeping is interrupted');
      this.#failing.add(name);
    }
  }

  async #do({ sql, keepSeconds }: Chore): Promise<number> {
    const { unitOfWork, batch } = this.#options;
    if (keepSeconds === undefined) return 0;
    let removed = 0;
    for (let last = batch; last === batch && this.#timer !== undefined; removed += last) {
      last = await unitOfWork.write(async (tx) => {
        const [lock] = await tx.query<{ locked: boolean }>(TRY_LOCK);
        return lock?.locked === true ? (await tx.query(sql, [keepSeconds, batch])).length : 0;
      });
    }
    return removed;
  }
}
