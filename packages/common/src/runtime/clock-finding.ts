import { type Finding, failed, note, ok } from './check.ts';

/** What transport and a busy machine make of a clock that is right. */
const UNSEEN_MS = 2_000;
/** Beyond it the times of events, reports and logs mislead who reads them. */
export const HARMFUL_CLOCK_MS = 30_000;
export const CLOCK_ADVICE = 'let both follow one time server (timedatectl, chronyc tracking)';

/** @param offsetMs how far this clock is ahead of the other one; negative = behind */
export function clockFinding(offsetMs: number, other: string): Finding {
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  const words = `this clock is ${seconds} s ${offsetMs < 0 ? 'behind' : 'ahead of'} that of ${other}`;
  if (Math.abs(offsetMs) <= UNSEEN_MS) return ok(`agrees with that of ${other}`);
  const advice = `${words}: ${CLOCK_ADVICE}`;
  return Math.abs(offsetMs) > HARMFUL_CLOCK_MS ? failed(advice) : note(advice);
}
