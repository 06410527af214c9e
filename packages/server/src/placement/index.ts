export type { Candidate, Need } from './candidate.ts';
export { PicksInFlight } from './picks-in-flight.ts';
export type { Placed, PlacerOptions } from './placer.ts';
export { Placer } from './placer.ts';
export type { Scheduler, SchedulerName } from './scheduler.ts';
export { SCHEDULERS, SCHEDULER_NAMES } from './scheduler.ts';
export { WaitingDevices } from './waiting-devices.ts';
