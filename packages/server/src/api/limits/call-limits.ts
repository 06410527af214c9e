import type { GuessLimit } from './guess-limit.ts';
import type { LimitRate } from './limit-rate.ts';

/** What is looked at before a call is let in; what is left out is not limited. */
export interface CallLimits {
  readonly guesses?: GuessLimit;
  readonly rate?: LimitRate;
}
