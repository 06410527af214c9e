/** The only source of time for code whose behaviour depends on it; tests pass a ManualClock. */
export interface Clock {
  now(): Date;
  /** Milliseconds since an arbitrary point; never jumps when the wall clock is set. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};

/** A clock that stands still until advance() moves it. Timers of Node do not follow it. */
export class ManualClock implements Clock {
  readonly #startMs: number;
  #elapsedMs = 0;

  constructor(start: Date = new Date('2030-01-01T00:00:00.000Z')) {
    this.#startMs = start.getTime();
  }

  now(): Date {
    return new Date(this.#startMs + this.#elapsedMs);
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  advance(ms: number): void {
    this.#elapsedMs += ms;
  }
}
