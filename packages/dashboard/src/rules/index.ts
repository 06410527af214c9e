export * as checks from './checks.ts';
export { type TypedMember, endpoint, membersOf, repeated } from './member-list.ts';
export type { Problem } from './problem.ts';
