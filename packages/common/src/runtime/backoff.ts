export interface BackoffOptions {
  readonly baseMs: number;
  readonly capMs: number;
  readonly factor?: number;
  /** Share of the delay that is random: 0.5 gives 50 to 100 % of it. */
  readonly jitter?: number;
}

/** Exponential delays with a cap; the random part only shortens them, so the cap holds. */
export class Backoff {
  readonly #baseMs: number;
  readonly #capMs: number;
  readonly #factor: number;
  readonly #jitter: number;

  constructor(options: BackoffOptions) {
    this.#baseMs = options.baseMs;
    this.#capMs = options.capMs;
    this.#factor = options.factor ?? 2;
    this.#jitter = options.jitter ?? 0.5;
  }

  /** Milliseconds to wait before attempt number `attempt`; the first retry is attempt 1. */
  delayMs(attempt: number): number {
    const exponent = Math.max(0, attempt - 1);
    const full = Math.min(this.#capMs, this.#baseMs * this.#factor ** exponent);
    return full * (1 - this.#jitter * Math.random());
  }
}
