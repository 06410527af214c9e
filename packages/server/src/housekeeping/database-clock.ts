import {
  type Clock,
  ClockComparison,
  type Lifecycle,
  type Logger,
  Outage,
  WakefulLoop,
  every,
} from '@lbaas/common/runtime';
import type { Tx, UnitOfWork } from '../persistence/index.ts';
import { IS_AHEAD, PULL_BACK } from './pull-back-sql.ts';

export interface DatabaseClockOptions {
  readonly unitOfWork: Pick<UnitOfWork, 'statements' | 'transaction'>;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly logger: Logger;
  readonly everyMs?: number;
}

const EVERY_MS = 2000;
/** What a clock that is disciplined loses in a round is less, and what is ahead by less passes by itself. */
const TOLERATED_MS = 1000;

const READ_CLOCK = 'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs"';

/**
 * Times of what has happened are those of the database. When its clock is set back they lie in the future: an agent
 * that dies would count as alive for as long, what is put off would wait, and newer reports would count as older.
 *
 * States: settled; and, from each step back on, pulling back, until nothing lies ahead any more. Each server does so,
 * and a second time nothing is found. A step forward does no harm that the next heartbeats do not mend, and is logged
 * only.
 */
export class DatabaseClock implements Lifecycle {
  readonly #options: DatabaseClockOptions;
  readonly #loop: WakefulLoop;
  readonly #comparison: ClockComparison;
  #last: Reading | undefined;
  #isSettled = true;

  constructor(options: DatabaseClockOptions) {
    const { logger, everyMs = EVERY_MS } = options;
    this.#options = options;
    this.#comparison = new ClockComparison(logger, 'the database');
    this.#loop = new WakefulLoop({
      name: 'clock of the database',
      round: () => this.#round(),
      wakeOn: [every(everyMs)],
      outage: new Outage(logger, 'watching the clock of the database'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<void> {
    const { unitOfWork, clock } = this.#options;
    const beforeMs = clock.monotonicMs();
    const [row] = await unitOfWork.statements((tx) => tx.query<{ nowMs: number }>(READ_CLOCK));
    const afterMs = clock.monotonicMs();
    const offMs = (afterMs - beforeMs) / 2;
    const databaseMs = row?.nowMs ?? Number.NaN;
    this.#comparison.compare(clock.now().getTime() - offMs - databaseMs, offMs);
    this.#compare({ databaseMs, monotonicMs: beforeMs + offMs, offMs });
    if (!this.#isSettled) this.#isSettled = await unitOfWork.transaction(pullBack);
  }

  #compare(now: Reading): void {
    const last = this.#last;
    this.#last = now;
    if (last === undefined) return;
    const gainedMs = now.databaseMs - last.databaseMs - (now.monotonicMs - last.monotonicMs);
    if (Math.abs(gainedMs) < TOLERATED_MS + now.offMs + last.offMs) return;
    const seconds = Math.round(Math.abs(gainedMs) / 1000);
    const direction = gainedMs < 0 ? 'back' : 'forward';
    this.#options.logger.warn({ seconds }, `the clock of the database was set ${direction}`);
    if (gainedMs < 0) this.#isSettled = false;
  }
}

/** Both clocks at one moment. */
interface Reading {
  readonly databaseMs: number;
  readonly monotonicMs: number;
  /** The database may have read its clock so much earlier or later. */
  readonly offMs: number;
}

/** @returns whether nothing lies ahead any more; what somebody else has in hand is left to the next round */
async function pullBack(tx: Tx): Promise<boolean> {
  for (const statement of PULL_BACK) tx.send(statement);
  const [row] = await tx.query<{ isAhead: boolean }>(IS_AHEAD);
  return row?.isAhead === false;
}
