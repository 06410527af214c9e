import { type Lifecycle, type Logger, Outage, WakefulLoop, every } from '@lbaas/common/runtime';
import { type UnitOfWork, tryLock } from '../persistence/index.ts';

/** What is to be done about rows because time has passed. */
export interface Chore {
  /** For the log: what it is about. */
  readonly name: string;
  /** Does it to what is older than `$1` seconds, such as to remove it, to at most `$2` rows; returns a row for each. */
  readonly sql: string;
  /** Whether there is anything to do (`isDue`), asked before; for what is looked at often. `$1` as above. */
  readonly dueSql?: string;
  /** undefined = for ever: nothing is done. */
  readonly keepSeconds: number | undefined;
}

export interface HousekeepingOptions {
  readonly unitOfWork: UnitOfWork;
  readonly chores: readonly Chore[];
  readonly logger: Logger;
  readonly everyMs?: number;
  /** Rows of one transaction. */
  readonly batch?: number;
  /** Advisory lock: those with the same one take turns. */
  readonly lock?: number;
}

/** Any number that no other advisory lock of the project uses. */
const HOUSEKEEPING_LOCK = 4_815_002;
/** Of those who tell of what the clock changes. */
export const CLOCK_LOCK = 4_815_003;

/**
 * Statuses that change with time are looked for as often as agents are heard of, in transactions of some milliseconds.
 */
export const CLOCK_WATCH_PACE = { everyMs: 1000, batch: 50, lock: CLOCK_LOCK } as const;

const DEFAULTS = { everyMs: 60_000, batch: 1000, lock: HOUSEKEEPING_LOCK } as const;

/**
 * Does what the passing of time asks for, such as to remove what has served its time. Each batch is a transaction of
 * its own, which holds a lock that the others do not wait for: of several servers one is at work, and the rest pass.
 * The time limits of the connections bound every statement.
 *
 * Idle until the next round; then each chore in turn, batch by batch, until it is done, another server is at it, or it
 * fails, which is logged once until it works again. stop() waits for the batch under way.
 */
export class Housekeeping implements Lifecycle {
  readonly #options: Required<HousekeepingOptions>;
  readonly #chores: readonly { readonly chore: Chore; readonly outage: Outage }[];
  readonly #loop: WakefulLoop;

  constructor(options: HousekeepingOptions) {
    const { chores, logger } = options;
    this.#options = { ...DEFAULTS, ...options };
    this.#chores = chores.map((chore) => ({
      chore,
      outage: new Outage(logger, 'housekeeping', { chore: chore.name }),
    }));
    this.#loop = new WakefulLoop({
      name: 'housekeeping',
      round: (signal) => this.#round(signal),
      wakeOn: [every(this.#options.everyMs)],
      outage: new Outage(logger, 'housekeeping'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** One chore that fails does not stop the others; the next round tries it again. */
  async #round(signal: AbortSignal): Promise<void> {
    for (const { chore, outage } of this.#chores) await outage.guard(() => this.#do(chore, signal));
  }

  async #do({ name, sql, dueSql, keepSeconds }: Chore, signal: AbortSignal): Promise<void> {
    const { batch, logger } = this.#options;
    if (keepSeconds === undefined || !(await this.#isDue(dueSql, keepSeconds))) return;
    let rows = 0;
    for (let last = batch; last === batch && !signal.aborted; rows += last) {
      last = await this.#doBatch(sql, keepSeconds);
    }
    if (rows > 0) logger.debug({ chore: name, rows }, 'housekeeping done');
  }

  async #doBatch(sql: string, keepSeconds: number): Promise<number> {
    const { unitOfWork, batch, lock } = this.#options;
    return unitOfWork.transaction(async (tx) => {
      return (await tryLock(tx, lock)) ? (await tx.query(sql, [keepSeconds, batch])).length : 0;
    });
  }

  async #isDue(sql: string | undefined, keepSeconds: number): Promise<boolean> {
    if (sql === undefined) return true;
    const [row] = await this.#options.unitOfWork.statements((tx) =>
      tx.query<{ isDue: boolean }>(sql, [keepSeconds]),
    );
    return row?.isDue === true;
  }
}
