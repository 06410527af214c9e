export { expiredKeys, oldAuditEntries } from './chores.ts';
export type { Chore } from './housekeeping.ts';
export { Housekeeping } from './housekeeping.ts';
