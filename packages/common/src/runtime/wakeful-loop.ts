import type { Lifecycle } from './lifecycle.ts';
import type { Outage } from './outage.ts';
import { withDeadline } from './with-deadline.ts';

/** Calls `wake` from now on, until the function that it returns is called. */
export type WakeSource = (wake: () => void) => () => void;

/** A poll: for what no notification tells, or one that was lost. */
export function every(ms: number): WakeSource {
  return (wake) => {
    const timer = setInterval(wake, ms);
    return () => clearInterval(timer);
  };
}

export interface WakefulLoopOptions {
  /** For the message of a stop that takes too long. */
  readonly name: string;
  /** All that there is to do now. The signal is aborted at the stop: a long round ends early. */
  readonly round: (signal: AbortSignal) => Promise<void>;
  readonly wakeOn: readonly WakeSource[];
  /** Where failures of rounds are logged. */
  readonly outage: Outage;
  /** @default 9 s, below the limit of a LifecycleStack */
  readonly stopDeadlineMs?: number;
}

const STOP_DEADLINE_MS = 9000;

/**
 * Does rounds of work: one at the start, and one whenever it is woken.
 *
 * `stopped` until start(); then `idle` until a source wakes it; `at work` during a round. Any number of wake-ups during
 * a round cause one more round, so changes that the round has missed are seen. A round that fails is logged once per
 * outage; the next wake-up tries again. Never: two rounds at once, a round after stop(), an exception that ends the
 * loop.
 */
export class WakefulLoop implements Lifecycle {
  readonly #options: Required<WakefulLoopOptions>;
  #life: AbortController | undefined;
  #unsubscribe: (() => void)[] = [];
  #isAtWork = false;
  #round: Promise<void> | undefined;
  #again = false;

  constructor(options: WakefulLoopOptions) {
    this.#options = { stopDeadlineMs: STOP_DEADLINE_MS, ...options };
  }

  start(): void {
    if (this.#life !== undefined) return;
    this.#life = new AbortController();
    this.#unsubscribe = this.#options.wakeOn.map((source) => source(() => this.wake()));
    this.wake();
  }

  /** Waits for the round under way. @throws DeadlineError */
  async stop(): Promise<void> {
    const { name, stopDeadlineMs } = this.#options;
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#life?.abort(new Error('stopped'));
    this.#life = undefined;
    this.#again = false;
    await withDeadline(`the last round of ${name}`, stopDeadlineMs, async () => this.#round);
  }

  /** Nothing while it is stopped: the start looks at everything. */
  wake(): void {
    if (this.#life === undefined) return;
    this.#again = true;
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    // In a microtask: a round that wakes the loop on its first line must find it at work.
    queueMicrotask(() => void this.#rounds());
  }

  /** Each with the signal of the life that it belongs to: there may have been a stop and a start meanwhile. */
  async #rounds(): Promise<void> {
    const { round, outage } = this.#options;
    while (this.#again && this.#life !== undefined) {
      this.#again = false;
      const { signal } = this.#life;
      this.#round = outage.guard(() => round(signal));
      await this.#round;
    }
    this.#isAtWork = false;
  }
}
