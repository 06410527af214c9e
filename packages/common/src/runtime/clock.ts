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

/**
 * A clock whose wall time never goes back within a run of the program: when that of the machine is set back, it goes on
 * from where it was. What orders messages by their time needs that.
 */
export class ForwardClock implements Clock {
  readonly #source: Clock;
  #last: { readonly wallMs: number; readonly monotonicMs: number };

  constructor(source: Clock = systemClock) {
    this.#source = source;
    this.#last = { wallMs: source.now().getTime(), monotonicMs: source.monotonicMs() };
  }

  now(): Date {
    const monotonicMs = this.#source.monotonicMs();
    const goesOnMs = this.#last.wallMs + monotonicMs - this.#last.monotonicMs;
    const wallMs = Math.max(this.#source.now().getTime(), goesOnMs);
    this.#last = { wallMs, monotonicMs };
    return new Date(wallMs);
  }

  monotonicMs(): number {
    return this.#source.monotonicMs();
  }
}

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
