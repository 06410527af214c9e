import type { IncomingHttpHeaders } from 'node:http';
import type { Clock, Metrics } from '@lbaas/common/runtime';
import { LRUCache } from 'lru-cache';
import { ApiError, apiError } from '../../usecases/errors.ts';
import type { Cidr } from '../../usecases/network/cidr.ts';
import { credentialOf } from '../auth/session-cookie.ts';
import { hashToken } from '../auth/token-hash.ts';
import { clientNetwork } from './client-network.ts';
import { RateAllowance } from './rate-allowance.ts';
import { type Refusal, createRefusalMeter } from './refusal-meter.ts';

export interface GuessLimitOptions {
  /** Refused tokens per second of one client address. */
  readonly perSecond: number;
  /** Whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly Cidr[];
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** So that all programs of a host may find at once that their tokens have expired. */
const BURST_S = 10;
/** Some 100 bytes each. */
const MAX_KNOWN = 10_000;

/**
 * Lets an address try only so many tokens that are refused; then its tokens are not even looked at, so nobody learns
 * which are good. Those that were good when they were last looked at always are: callers that are known do not suffer
 * from a neighbour behind the same address.
 */
export class GuessLimit {
  readonly #trustedProxies: readonly Cidr[];
  readonly #allowance: RateAllowance;
  /** By hash. */
  readonly #known = new LRUCache<string, true>({ max: MAX_KNOWN });
  readonly #count: (refusal: Refusal) => void;

  constructor({ perSecond, trustedProxies, clock, metrics }: GuessLimitOptions) {
    this.#trustedProxies = trustedProxies;
    this.#allowance = new RateAllowance({ perSecond, burst: perSecond * BURST_S, clock });
    this.#count = createRefusalMeter(metrics);
  }

  /** Looks at the token of a request. @throws ApiError HTTPTooManyRequests, and what the look throws */
  async run<T>(headers: IncomingHttpHeaders, remoteAddress: string, look: () => Promise<T>): Promise<T> {
    const hash = hashToken(credentialOf(headers));
    const charged = this.#known.has(hash) ? undefined : this.#charge(headers, remoteAddress);
    try {
      const result = await look();
      this.#known.set(hash, true);
      this.#refund(charged);
      return result;
    } catch (error) {
      if (isUnauthorized(error)) this.#known.delete(hash);
      else this.#refund(charged);
      throw error;
    }
  }

  /** Before the answer is there: else any number could be tried at once. */
  #charge(headers: IncomingHttpHeaders, remoteAddress: string): string {
    const client = clientNetwork(remoteAddress, headers, this.#trustedProxies);
    if (this.#allowance.spend(client)) return client;
    this.#count('address');
    throw apiError('HTTPTooManyRequests', { reason: 'too many tokens from this address were refused' });
  }

  #refund(client: string | undefined): void {
    if (client !== undefined) this.#allowance.refund(client);
  }
}

const isUnauthorized = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'HTTPUnauthorized';
