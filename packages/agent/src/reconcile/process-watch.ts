import type { Lifecycle } from '@lbaas/common/runtime';
import { processState } from '../haproxy/index.ts';

interface Watched {
  readonly pid: number;
  readonly startedAt: string | undefined;
  /** Its device is being worked on, so it may well end. */
  mayEnd: boolean;
  /** Looks in a row at which it was stopped. */
  stoppedLooks: number;
}

export interface ProcessWatchOptions {
  readonly everyMs: number;
  /** Called once per process; it is not watched any longer then. */
  readonly onDeath: (deviceId: string, pid: number) => void;
  /** The same for a process that was stopped (SIGSTOP) and is not continued. */
  readonly onFrozen: (deviceId: string, pid: number) => void;
}

/** Whoever stops a process for a moment, to look at it, may continue it. At two looks a second this is a second. */
const FROZEN_LOOKS = 3;

/**
 * Notices the end of processes that are not our children, and those that are stopped. Two lines of procfs per process
 * and turn (some 10 us each), so that 500 devices cost one percent of a core at two looks a second.
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
    const known = this.#watched.get(deviceId);
    if (known?.pid === pid) known.mayEnd = false;
    else {
      const { startedAt } = processState(pid) ?? { startedAt: undefined };
      this.#watched.set(deviceId, { pid, startedAt, mayEnd: false, stoppedLooks: 0 });
    }
  }

  /** Its end counts for nothing until it is watched again. One that is stopped would hold the work up for long. */
  pardon(deviceId: string): void {
    const known = this.#watched.get(deviceId);
    if (known !== undefined) known.mayEnd = true;
  }

  #look(): void {
    for (const [deviceId, watched] of this.#watched) {
      const now = processState(watched.pid);
      const isAlive = now !== undefined && now.startedAt === watched.startedAt;
      watched.stoppedLooks = isAlive && now.state === 'T' ? watched.stoppedLooks + 1 : 0;
      if (isAlive && watched.stoppedLooks < FROZEN_LOOKS) continue;
      this.#watched.delete(deviceId);
      if (isAlive) this.#options.onFrozen(deviceId, watched.pid);
      else if (!watched.mayEnd) this.#options.onDeath(deviceId, watched.pid);
    }
  }
}

/** Undefined when there is no such process. */
export const startTime = (pid: number): string | undefined => processState(pid)?.startedAt;
