import type { Clock, Metrics } from '@lbaas/common/runtime';
import type { Cidr } from '../../usecases/network/cidr.ts';
import { GuessLimit } from './guess-limit.ts';
import { type LimitRate, limitRate } from './limit-rate.ts';

/** What is looked at before a call is let in; what is left out is not limited. */
export interface CallLimits {
  readonly guesses?: GuessLimit;
  readonly rate?: LimitRate;
}

export interface CallLimitOptions {
  readonly guesses?: { readonly perSecond: number; readonly trustedProxies: readonly Cidr[] };
  readonly rate?: { readonly perSecond: number; readonly burst: number };
}

export interface CallLimitParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export const createCallLimits = ({ guesses, rate }: CallLimitOptions, parts: CallLimitParts): CallLimits => ({
  ...(guesses === undefined ? {} : { guesses: new GuessLimit({ ...guesses, ...parts }) }),
  ...(rate === undefined ? {} : { rate: limitRate({ ...rate, ...parts }) }),
});
