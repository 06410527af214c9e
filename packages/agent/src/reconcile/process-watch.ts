import { readFileSync } from 'node:fs';
import type { Lifecycle } from '@lbaas/common/runtime';

interface Watched {
  readonly pid: number;
  /** Clock ticks since boot at which the process started: tells it from another one with the same pid. */
  readonly startedAt: string | undefined;
}

export interface ProcessWatchOptions {
  readonly everyMs: number;
  /** Called once per process; it is not watched any longer then. */
  readonly onDeath: (deviceId: string, pid: number) => void;
}

/**
 * Notices the end of processes that are not our children. Two lines of procfs per process and turn (some 10 us each),
 * so that 500 devices cost one percent of a core at two looks a second.
 */
export class ProcessWatch implements Lifecycle {
  readonly #options: ProcessWatchOptions;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProcessWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), this.#options.everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  watch(deviceId: string, pid: number): void {
    if (this.#watched.get(deviceId)?.pid === pid) return;
    this.#watched.set(deviceId, { pid, startedAt: startTime(pid) });
  }

  /** While a device is worked on, its process may well end. */
  unwatch(deviceId: string): void {
    this.#watched.delete(deviceId);
  }

  #look(): void {
    for (const [deviceId, { pid, startedAt }] of this.#watched) {
      const now = startTime(pid);
      if (now !== undefined && now === startedAt) continue;
      this.#watched.delete(deviceId);
      this.#options.onDeath(deviceId, pid);
    }
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); undefined when there is no such process, or only what its parent has not reaped. */
export function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : rest[18];
  } catch {
    return undefined;
  }
}
