export { expiredKeys, oldAuditEntries, oldTraffic } from './chores.ts';
export type { Chore } from './housekeeping.ts';
export { CLOCK_LOCK, CLOCK_WATCH_PACE, Housekeeping } from './housekeeping.ts';
