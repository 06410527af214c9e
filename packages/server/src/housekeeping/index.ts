export { expiredKeys, oldAuditEntries, oldTraffic } from './chores.ts';
export { DatabaseClock } from './database-clock.ts';
export type { Chore } from './housekeeping.ts';
export { CLOCK_LOCK, CLOCK_WATCH_PACE, Housekeeping } from './housekeeping.ts';
