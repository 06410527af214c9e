import type { Clock } from '@lbaas/common/runtime';
import { LRUCache } from 'lru-cache';

export interface RateAllowanceOptions {
  readonly perSecond: number;
  /** How much may be spent at once after a rest; at least 1. */
  readonly burst: number;
  readonly clock: Clock;
}

/** Some 200 bytes each. Who is forgotten begins anew, with a full allowance. */
const MAX_PARTIES = 10_000;

interface Account {
  left: number;
  /** By the monotonic clock. */
  atMs: number;
}

/** What each party may spend: it comes in at a steady rate, and what is not spent adds up to the burst. */
export class RateAllowance {
  readonly #accounts = new LRUCache<string, Account>({ max: MAX_PARTIES });
  readonly #options: RateAllowanceOptions;

  constructor(options: RateAllowanceOptions) {
    this.#options = options;
  }

  /** Spends one; false, and nothing spent, where there is none left. */
  spend(party: string): boolean {
    const account = this.#accountOf(party);
    if (account.left < 1) return false;
    account.left -= 1;
    return true;
  }

  /** Takes back what was spent. */
  refund(party: string): void {
    const account = this.#accountOf(party);
    account.left = Math.min(this.#options.burst, account.left + 1);
  }

  #accountOf(party: string): Account {
    const { perSecond, burst, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const known = this.#accounts.get(party);
    if (known === undefined) {
      const account = { left: burst, atMs: nowMs };
      this.#accounts.set(party, account);
      return account;
    }
    known.left = Math.min(burst, known.left + ((nowMs - known.atMs) / 1000) * perSecond);
    known.atMs = nowMs;
    return known;
  }
}
