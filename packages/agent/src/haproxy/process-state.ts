import { readFileSync } from 'node:fs';

export interface ProcessState {
  /** `T` is stopped by a signal; one that a debugger has stopped is `t`. */
  readonly state: string;
  /** Clock ticks since boot at which the process started: tells it from another one with the same pid. */
  readonly startedAt: string | undefined;
}

/**
 * Fields 3 and 22 of /proc/PID/stat (proc(5)); undefined when there is no such process, or only what its parent has not
 * reaped.
 */
export function processState(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : { state, startedAt: rest[18] };
  } catch {
    return undefined;
  }
}

/** By SIGSTOP, or something like it: it answers nobody, and cannot even be asked to go. */
export const isStopped = (pid: number): boolean => processState(pid)?.state === 'T';
