export { PicksInFlight } from './picks-in-flight.ts';
export { Placer } from './placer.ts';
export { SCHEDULERS, SCHEDULER_NAMES } from './scheduler.ts';
export { WaitingDevices } from './waiting-devices.ts';
