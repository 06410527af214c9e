import type { Clock, Metrics } from '@lbaas/common/runtime';
import { apiError } from '../../usecases/errors.ts';
import type { Caller } from '../auth/authenticator.ts';
import { RateAllowance } from './rate-allowance.ts';
import { createRefusalMeter } from './refusal-meter.ts';

export interface RateLimitOptions {
  /** Calls per second of one project. */
  readonly perSecond: number;
  /** Calls at once after a rest. */
  readonly burst: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Counts a call of a known caller. @throws ApiError HTTPTooManyRequests */
export type LimitRate = (caller: Caller) => void;

export function limitRate({ perSecond, burst, clock, metrics }: RateLimitOptions): LimitRate {
  const allowance = new RateAllowance({ perSecond, burst, clock });
  const count = createRefusalMeter(metrics);
  return ({ projectId }) => {
    if (allowance.spend(projectId)) return;
    count('rate');
    throw apiError('HTTPTooManyRequests', { reason: `a project may make ${perSecond} requests per second` });
  };
}
