import type { ProcessEntry } from '../../../host/index.ts';
import { type DeviceFiles, FILES } from '../files/device-files.ts';
import type { DeviceProcesses } from './device-processes.ts';
import { acceptsConnections } from './listening-sockets.ts';
import type { OldProcesses } from './old-processes.ts';
import { SocketMark } from './socket-mark.ts';

/** A look of this age serves a device that this agent has not worked on before: many are adopted or made at once. */
export const FRESH_ENOUGH_MS = 1_000;

export interface Answered {
  /** Who else runs: they are to finish. */
  readonly others: readonly number[];
  /** What was not as it was left, in words. */
  readonly faults: readonly string[];
}

const NOTHING_AMISS: Answered = { others: [], faults: [] };

/**
 * Who runs for a device. In doubt, that is at first, after a loss, and at every audit, all processes of the host are
 * looked at, and whoever runs beside the one that answers is asked to finish. Without a doubt the known ones do.
 */
export class Census {
  readonly #files: DeviceFiles;
  readonly #processes: DeviceProcesses;
  readonly #old: OldProcesses;
  readonly #mark: SocketMark;
  /** How old a look may be that ends the doubt. */
  #doubtMs: number | undefined = FRESH_ENOUGH_MS;
  #known: readonly number[] = [];
  /** The process that answers next is the one that this agent launches. */
  #isExpected = false;

  constructor(files: DeviceFiles, processes: DeviceProcesses, old: OldProcesses) {
    this.#files = files;
    this.#processes = processes;
    this.#old = old;
    this.#mark = new SocketMark(files);
  }

  doubt(maxAgeMs: number): void {
    this.#doubtMs = Math.min(maxAgeMs, this.#doubtMs ?? maxAgeMs);
  }

  get isInDoubt(): boolean {
    return this.#doubtMs !== undefined;
  }

  /** Every process of the device: those that a look shows, and those that were known before it. */
  async everyone(maxAgeMs = this.#doubtMs ?? 0): Promise<number[]> {
    const found = await this.#processes.find(maxAgeMs);
    const written = [...(await this.#old.living()), await this.currentPid()];
    const pids = [...found, ...this.#known, ...written].filter((pid) => pid !== undefined);
    this.#known = this.#processes.alive(pids);
    return [...this.#known];
  }

  /** The same, from memory where there is no doubt. */
  async known(): Promise<number[]> {
    if (this.#doubtMs === undefined) return this.#processes.alive(this.#known);
    return this.everyone();
  }

  /** Whether another process runs than the known ones, or the files of a known one are not as they were left. */
  differsFrom(entries: readonly ProcessEntry[], isEdited: () => boolean): boolean {
    if (this.#doubtMs !== undefined) return false;
    const others = this.#processes.among(entries).filter((pid) => !this.#known.includes(pid));
    return this.#processes.alive(others).length > 0 || this.hasLost(isEdited);
  }

  /** Whether the files of a process that runs are not as they were left. Where there is doubt, nothing was left yet. */
  hasLost(isEdited: () => boolean): boolean {
    if (this.#doubtMs !== undefined) return false;
    const known = this.#processes.alive(this.#known);
    if (known.length === 0) return false;
    if (!this.#files.areUsable || this.#mark.isReplaced || isEdited()) return true;
    return !known.includes(Number(this.#files.glance(FILES.pid)));
  }

  /** It answers, and serves the device. In doubt, others and faults are looked for. */
  async answered(pid: number): Promise<Answered> {
    if (!this.#known.includes(pid) && !this.#isExpected) this.doubt(0);
    await this.#mark.keep();
    if (this.#doubtMs === undefined) {
      if (!this.#known.includes(pid)) this.#known = [...this.#processes.alive(this.#known), pid];
      return NOTHING_AMISS;
    }
    const retired = await this.#old.living();
    const others = (await this.everyone()).filter((other) => other !== pid);
    const strangers = others.filter((other) => !retired.includes(other));
    const faults = strangers.map((other) => `process ${other} ran beside it`);
    if ((await this.currentPid()) !== pid) {
      faults.push('its pid file did not name it');
      await this.#files.write(FILES.pid, `${pid}\n`);
    }
    return { others, faults };
  }

  /** Whether somebody else may be behind the runtime socket, so that it needs no long wait for an answer. */
  async hasForeignSocket(): Promise<boolean> {
    return !this.#isExpected && (await this.#mark.isForeign());
  }

  /** While the work goes on, a process that was not known raises no doubt: it is launched by this very work. */
  async expecting(work: () => Promise<void>): Promise<void> {
    this.#isExpected = true;
    try {
      await work();
    } finally {
      this.#isExpected = false;
    }
  }

  /** Everyone else has been asked to finish. */
  settled(): void {
    this.#doubtMs = undefined;
  }

  /** The process that serves, as far as it can be told without its answer. */
  async current(): Promise<number | undefined> {
    const written = await this.currentPid();
    if (written !== undefined) return written;
    const accepting = (await this.known()).filter(acceptsConnections);
    return accepting.length === 1 ? accepting[0] : undefined;
  }

  /** The process that the pid file names, if it is the device's. HAProxy writes the file when everything is bound. */
  async currentPid(): Promise<number | undefined> {
    const pid = Number(await this.#files.read(FILES.pid));
    return pid > 0 && this.#processes.owns(pid) ? pid : undefined;
  }
}
