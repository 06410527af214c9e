export type { CallLimitOptions, CallLimits } from './call-limits.ts';
export { createCallLimits } from './call-limits.ts';
export { GuessLimit } from './guess-limit.ts';
export { limitRate } from './limit-rate.ts';
export { createRefusalMeter } from './refusal-meter.ts';
