export type { BackoffOptions } from './backoff.ts';
export { Backoff } from './backoff.ts';
export type { Clock } from './clock.ts';
export { ManualClock, systemClock } from './clock.ts';
export type { ConfigSources } from './config.ts';
export { ConfigError, loadConfig } from './config.ts';
export type { EventuallyOptions } from './eventually.ts';
export { eventually } from './eventually.ts';
export type { KeyedWorkQueueOptions, Verdict } from './keyed-work-queue.ts';
export { KeyedWorkQueue } from './keyed-work-queue.ts';
export type { Lifecycle } from './lifecycle.ts';
export { LifecycleStack } from './lifecycle.ts';
export type { LogLevel, Logger, LoggerOptions } from './logger.ts';
export { LOG_LEVELS, createLogger } from './logger.ts';
export { Metrics } from './metrics.ts';
export { Mutex } from './mutex.ts';
export { printConfig } from './print-config.ts';
export type { CommandLine } from './read-command-line.ts';
export { readCommandLine } from './read-command-line.ts';
export type { RequestContext } from './request-context.ts';
export {
  currentRequestId,
  forOthersToo,
  inRequest,
  levelOfRequest,
  requestContext,
  requestFields,
} from './request-context.ts';
export type { Program } from './run-program.ts';
export { runMain, runProgram } from './run-program.ts';
export { sleep } from './sleep.ts';
export { DeadlineError, withDeadline } from './with-deadline.ts';
