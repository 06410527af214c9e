import type { Args } from '@lbaas/common/contract';
import { type Clock, ClockComparison, type Logger } from '@lbaas/common/runtime';

export interface HostClockOptions {
  /** As it is set, be it back. */
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An echo that took longer says too little. */
const SLOWEST_MS = 10_000;

/**
 * How far the clock of this host is ahead of that of the servers, by the echoes of heartbeats: they bring the time at
 * which a server had the heartbeat, which lies between its departure and the arrival of the echo.
 */
export class HostClock {
  readonly #clock: Clock;
  readonly #comparison: ClockComparison;
  #sent: { readonly beat: number; readonly atMs: number } | undefined;
  #aheadMs: number | undefined;

  constructor({ clock, logger }: HostClockOptions) {
    this.#clock = clock;
    this.#comparison = new ClockComparison(logger, 'the servers');
  }

  /** Undefined until an echo has told. */
  get aheadS(): number | undefined {
    return this.#aheadMs === undefined ? undefined : Math.round(this.#aheadMs / 100) / 10;
  }

  /** A heartbeat leaves. */
  leaves(beat: number): void {
    this.#sent = { beat, atMs: this.#clock.monotonicMs() };
  }

  /** Of this run. */
  echo({ beat, now }: Pick<Args<'echo_heartbeat'>, 'beat' | 'now'>): void {
    if (now === undefined || this.#sent?.beat !== beat) return;
    const tookMs = this.#clock.monotonicMs() - this.#sent.atMs;
    if (tookMs > SLOWEST_MS) return;
    this.#aheadMs = this.#clock.now().getTime() - tookMs / 2 - Date.parse(now);
    this.#comparison.compare(this.#aheadMs, tookMs / 2);
  }
}
