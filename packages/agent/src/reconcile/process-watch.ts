import type { Lifecycle } from '@lbaas/common/runtime';
import { ProcessProbe } from '../drivers/haproxy/index.ts';

interface Watched {
  readonly pid: number;
  /** Undefined for a process that had ended before it was watched. */
  readonly probe: ProcessProbe | undefined;
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
/** The connections of a process end a moment before it does. */
const HINT_LOOKS_MS = [2, 20, 100];

/** Notices the end of processes that are not our children, and those that are stopped: one system call per look. */
export class ProcessWatch implements Lifecycle {
  readonly #options: ProcessWatchOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #hints = new Set<NodeJS.Timeout>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProcessWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#lookAtAll(), this.#options.everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const hint of this.#hints) clearTimeout(hint);
    this.#hints.clear();
    for (const deviceId of this.#watched.keys()) this.forget(deviceId);
  }

  watch(deviceId: string, pid: number): void {
    const known = this.#watched.get(deviceId);
    if (known?.pid === pid && known.probe?.state() !== undefined) known.mayEnd = false;
    else {
      this.forget(deviceId);
      this.#watched.set(deviceId, { pid, probe: ProcessProbe.open(pid), mayEnd: false, stoppedLooks: 0 });
    }
  }

  /** Its end counts for nothing until it is watched again. One that is stopped would hold the work up for long. */
  pardon(deviceId: string): void {
    const known = this.#watched.get(deviceId);
    if (known !== undefined) known.mayEnd = true;
  }

  forget(deviceId: string): void {
    this.#watched.get(deviceId)?.probe?.close();
    this.#watched.delete(deviceId);
  }

  /** Something points to its end, which need not wait for the next turn. */
  hint(deviceId: string): void {
    if (this.#timer === undefined) return;
    for (const ms of HINT_LOOKS_MS) {
      const hint = setTimeout(() => {
        this.#hints.delete(hint);
        const watched = this.#watched.get(deviceId);
        if (watched !== undefined && watched.probe?.state() === undefined) this.#died(deviceId, watched);
      }, ms);
      this.#hints.add(hint);
    }
  }

  #lookAtAll(): void {
    for (const [deviceId, watched] of this.#watched) this.#look(deviceId, watched);
  }

  #look(deviceId: string, watched: Watched): void {
    const state = watched.probe?.state();
    if (state === undefined) return this.#died(deviceId, watched);
    watched.stoppedLooks = state === 'T' ? watched.stoppedLooks + 1 : 0;
    if (watched.stoppedLooks < FROZEN_LOOKS) return;
    this.forget(deviceId);
    this.#options.onFrozen(deviceId, watched.pid);
  }

  #died(deviceId: string, { pid, mayEnd }: Watched): void {
    this.forget(deviceId);
    if (!mayEnd) this.#options.onDeath(deviceId, pid);
  }
}
