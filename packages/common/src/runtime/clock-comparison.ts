import { HARMFUL_CLOCK_MS, clockFinding } from './clock-finding.ts';
import type { Logger } from './logger.ts';

/** Whether the clock of this program misleads who reads its times: one line in the log then, and one at the end. */
export class ClockComparison {
  readonly #logger: Pick<Logger, 'warn' | 'info'>;
  readonly #other: string;
  #isOff = false;

  /** @param other whose clock it is compared with, as in "the servers" */
  constructor(logger: Pick<Logger, 'warn' | 'info'>, other: string) {
    this.#logger = logger;
    this.#other = other;
  }

  /** @param offMs how far it may be otherwise, because reading both took time */
  compare(aheadMs: number, offMs: number): void {
    const isOff = Math.abs(aheadMs) - offMs > HARMFUL_CLOCK_MS;
    if (isOff === this.#isOff) return;
    this.#isOff = isOff;
    if (isOff) this.#logger.warn(clockFinding(aheadMs, this.#other).words);
    else this.#logger.info(`this clock agrees with that of ${this.#other} again`);
  }
}
