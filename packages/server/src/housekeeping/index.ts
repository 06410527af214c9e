export { expiredKeys, oldAuditEntries } from './chores.ts';
export type { Chore } from './housekeeping.ts';
export { CLOCK_LOCK, Housekeeping } from './housekeeping.ts';
