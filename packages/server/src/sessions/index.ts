export { endedSessions } from './chores.ts';
export { EndedSessions } from './ended-sessions.ts';
export type { Identity, Named, Session } from './sessions.ts';
export { Sessions } from './sessions.ts';
