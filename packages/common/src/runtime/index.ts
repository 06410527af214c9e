export type { Clock } from './clock.ts';
export { ManualClock, systemClock } from './clock.ts';
export type { EventuallyOptions } from './eventually.ts';
export { eventually } from './eventually.ts';
export { sleep } from './sleep.ts';
export { DeadlineError, withDeadline } from './with-deadline.ts';
