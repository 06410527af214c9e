import type { Clock } from '@lbaas/common/runtime';

/** Where the time of one piece of work goes, in milliseconds by stage. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #stages: Record<string, number> = {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
  }

  async measure<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const startedMs = this.#clock.monotonicMs();
    try {
      return await work();
    } finally {
      const tookMs = this.#clock.monotonicMs() - startedMs;
      this.#stages[stage] = round((this.#stages[stage] ?? 0) + tookMs);
    }
  }

  get stages(): Readonly<Record<string, number>> {
    return this.#stages;
  }

  get totalMs(): number {
    return round(this.#clock.monotonicMs() - this.#startedMs);
  }
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
