import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

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

/** Somebody looks at it and will let go of it. */
export const isDebugged = (pid: number): boolean => processState(pid)?.state === 't';

const NOT_RUNNING = new Set(['Z', 'X']);
/** State and command name stand within the first bytes. */
const buffer = Buffer.alloc(64);

/**
 * One process under observation. The descriptor stays with the process that it was opened for, so that another one that
 * gets its pid is not mistaken for it; and a look is one system call instead of five.
 */
export class ProcessProbe {
  readonly #descriptor: number;
  #closed = false;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Undefined when there is no such process. */
  static open(pid: number): ProcessProbe | undefined {
    try {
      return new ProcessProbe(openSync(`/proc/${pid}/stat`, 'r'));
    } catch {
      return undefined;
    }
  }

  /** As in ProcessState; undefined once the process has ended. */
  state(): string | undefined {
    if (this.#closed) return undefined;
    try {
      const length = readSync(this.#descriptor, buffer, 0, buffer.length, 0);
      const at = buffer.lastIndexOf(')', length - 1, 'latin1') + 2;
      const state = buffer.toString('latin1', at, at + 1);
      return NOT_RUNNING.has(state) ? undefined : state;
    } catch {
      return undefined;
    }
  }

  close(): void {
    if (!this.#closed) closeSync(this.#descriptor);
    this.#closed = true;
  }
}

/** When the process was started, in the kernel's own words; undefined when there is no such process. */
export const startTime = (pid: number): string | undefined => processState(pid)?.startedAt;
