import type { Lifecycle } from '@lbaas/common/runtime';
import { ProcessProbe } from '../host/index.ts';

interface Watched {
  readonly pid: number;
  /** Undefined for a process that had ended before it was watched. */
  readonly probe: ProcessProbe | undefined;
  /** Its device is being worked on, so it may well end. */
  mayEnd: boolean;
  /** Checks in a row at which it was stopped. */
  stoppedChecks: number;
}

export interface ProcessWatchOptions {
  readonly everyMs: number;
  /** Called once per process; it is not watched any longer then. */
  readonly onDeath: (deviceId: string, pid: number) => void;
  /** The same for a process that was stopped (SIGSTOP) and is not continued. */
  readonly onFrozen: (deviceId: string, pid: number) => void;
}

/** Whoever stops a process for a moment may continue it. At two checks a second this is a second. */
const FROZEN_CHECKS = 3;
/** The connections of a process end a moment before it does. */
const SOON_MS = [2, 20, 100];

/** Notices the end of processes that are not our children, and those that are stopped: one system call per check. */
export class ProcessWatch implements Lifecycle {
  readonly #options: ProcessWatchOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #soon = new Set<NodeJS.Timeout>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProcessWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#checkAll(), this.#options.everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const timer of this.#soon) clearTimeout(timer);
    this.#soon.clear();
    for (const deviceId of this.#watched.keys()) this.forget(deviceId);
  }

  watch(deviceId: string, pid: number): void {
    const known = this.#watched.get(deviceId);
    if (known?.pid === pid && known.probe?.state() !== undefined) known.mayEnd = false;
    else {
      this.forget(deviceId);
      this.#watched.set(deviceId, { pid, probe: ProcessProbe.open(pid), mayEnd: false, stoppedChecks: 0 });
    }
  }

  /** Its end is not reported until it is watched again; that it is stopped is, because that would hold the work up. */
  expectExit(deviceId: string): void {
    const known = this.#watched.get(deviceId);
    if (known !== undefined) known.mayEnd = true;
  }

  forget(deviceId: string): void {
    this.#watched.get(deviceId)?.probe?.close();
    this.#watched.delete(deviceId);
  }

  /** Something points to its end: it is checked now, not only at the next turn. */
  checkSoon(deviceId: string): void {
    if (this.#timer === undefined) return;
    for (const ms of SOON_MS) {
      const timer = setTimeout(() => {
        this.#soon.delete(timer);
        const watched = this.#watched.get(deviceId);
        if (watched !== undefined && watched.probe?.state() === undefined) this.#died(deviceId, watched);
      }, ms);
      this.#soon.add(timer);
    }
  }

  #checkAll(): void {
    for (const [deviceId, watched] of this.#watched) this.#check(deviceId, watched);
  }

  #check(deviceId: string, watched: Watched): void {
    const state = watched.probe?.state();
    if (state === undefined) return this.#died(deviceId, watched);
    watched.stoppedChecks = state === 'T' ? watched.stoppedChecks + 1 : 0;
    if (watched.stoppedChecks < FROZEN_CHECKS) return;
    this.forget(deviceId);
    this.#options.onFrozen(deviceId, watched.pid);
  }

  #died(deviceId: string, { pid, mayEnd }: Watched): void {
    this.forget(deviceId);
    if (!mayEnd) this.#options.onDeath(deviceId, pid);
  }
}
