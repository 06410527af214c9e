import { constants } from 'node:os';

/** What a shell would report: the exit code, or 128 + the number of the signal that ended the process. */
export function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return signal === null ? 1 : 128 + constants.signals[signal];
}
