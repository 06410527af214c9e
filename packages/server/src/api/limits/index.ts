export type { CallLimits } from './call-limits.ts';
export { CallerTurns } from './caller-turns.ts';
export { GuessLimit } from './guess-limit.ts';
export { limitRate } from './limit-rate.ts';
