export type { CallLimitOptions, CallLimits } from './call-limits.ts';
export { createCallLimits } from './call-limits.ts';
export { CallerTurns } from './caller-turns.ts';
export { GuessLimit } from './guess-limit.ts';
export { limitRate } from './limit-rate.ts';
