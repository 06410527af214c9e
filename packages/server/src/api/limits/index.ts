export { GuessLimit } from './guess-limit.ts';
export type { CallLimits } from './limit-rate.ts';
export { limitRate } from './limit-rate.ts';
export { createRefusalMeter } from './refusal-meter.ts';
