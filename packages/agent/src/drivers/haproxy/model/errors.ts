import { DriverError, type FailureNature } from '../../driver-error.ts';

/**
 * Everything that can go wrong with HAProxy. Callers match `code`.
 *
 * - `refused`: HAProxy (or the renderer) does not take the configuration; trying again gives the same.
 * - `start_failed`: HAProxy takes the configuration but cannot run with it, such as an address that is not there.
 * - `unreachable`: nobody is at the runtime socket, or the connection to it is lost.
 * - `silent`: the runtime socket takes commands and does not answer in time.
 * - `hung`: and will not: the process is held, without having run since (hang.ts).
 * - `command_failed`: a runtime command was answered with an error.
 * - `not_realised`: HAProxy runs but does not show what was asked for.
 * - `stuck`: a process outlived its deadline.
 */
export type HaproxyErrorCode =
  | 'refused'
  | 'start_failed'
  | 'unreachable'
  | 'silent'
  | 'hung'
  | 'command_failed'
  | 'not_realised'
  | 'stuck';

/** What a code means for the next attempt; whatever is not here may pass. */
const NATURES: Readonly<Partial<Record<HaproxyErrorCode, FailureNature>>> = {
  refused: 'final',
  silent: 'silent',
  hung: 'hung',
};

export class HaproxyError extends DriverError {
  override readonly name: string = 'HaproxyError';
  readonly code: HaproxyErrorCode;

  constructor(code: HaproxyErrorCode, message: string, options?: ErrorOptions) {
    super(NATURES[code] ?? 'passing', message, options);
    this.code = code;
  }
}

/** The configuration cannot be used; the message is HAProxy's own. */
export class HaproxyRefused extends HaproxyError {
  override readonly name: string = 'HaproxyRefused';

  constructor(message: string, options?: ErrorOptions) {
    super('refused', message, options);
  }
}

export const notRealised = (message: string, cause?: unknown): HaproxyError =>
  new HaproxyError('not_realised', message, { cause });

export const hasCode = (error: unknown, ...codes: readonly HaproxyErrorCode[]): boolean =>
  error instanceof HaproxyError && codes.includes(error.code);
