import type { Clock } from '@lbaas/common/runtime';
import { LRUCache } from 'lru-cache';
import type { ApiError } from '../../../usecases/errors.ts';
import type { Caller } from '../authenticator.ts';

/** What a token is good for. */
export type TokenVerdict =
  | { readonly kind: 'caller'; readonly caller: Caller; readonly expiresAtMs: number }
  | { readonly kind: 'refused'; readonly error: ApiError };

/** Some 400 bytes each. The two are kept apart, so that a flood of bad tokens drives out no good one. */
const MAX_CALLERS = 10_000;
const MAX_REFUSED = 10_000;
/** Short: Keystone's nodes may learn of a token one after the other, and a role may be given any time. */
const REFUSED_TTL_MS = 5000;

interface Entry<V> {
  readonly verdict: V;
  /** By the monotonic clock. */
  readonly untilMs: number;
}

/** Verdicts by the hash of their token: a token itself is not kept. A token is never taken beyond its expiry. */
export class TokenVerdicts {
  readonly #callers = new LRUCache<string, Entry<TokenVerdict>>({ max: MAX_CALLERS });
  readonly #refused = new LRUCache<string, Entry<TokenVerdict>>({ max: MAX_REFUSED });
  readonly #ttlMs: number;
  readonly #clock: Clock;

  constructor(ttlMs: number, clock: Clock) {
    this.#ttlMs = ttlMs;
    this.#clock = clock;
  }

  get(hash: string): TokenVerdict | undefined {
    const entry = this.#callers.get(hash) ?? this.#refused.get(hash);
    if (entry === undefined || this.#clock.monotonicMs() >= entry.untilMs) return undefined;
    const { verdict } = entry;
    return verdict.kind === 'caller' && this.#hasExpired(verdict.expiresAtMs) ? undefined : verdict;
  }

  /** How long the verdict is kept at most; 0 without one. */
  leftMs(hash: string): number {
    const { untilMs = 0 } = this.#callers.get(hash) ?? this.#refused.get(hash) ?? {};
    return Math.max(0, untilMs - this.#clock.monotonicMs());
  }

  set(hash: string, verdict: TokenVerdict): void {
    const isCaller = verdict.kind === 'caller';
    const untilMs = this.#clock.monotonicMs() + (isCaller ? this.#ttlMs : REFUSED_TTL_MS);
    const [into, from] = isCaller ? [this.#callers, this.#refused] : [this.#refused, this.#callers];
    from.delete(hash);
    into.set(hash, { verdict, untilMs });
  }

  #hasExpired(expiresAtMs: number): boolean {
    return this.#clock.now().getTime() >= expiresAtMs;
  }
}
