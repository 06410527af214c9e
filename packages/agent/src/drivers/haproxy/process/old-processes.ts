import type { Clock } from '@lbaas/common/runtime';
import { type DeviceFiles, FILES } from '../files/device-files.ts';
import type { DeviceProcesses } from './device-processes.ts';

interface Retired {
  readonly pid: number;
  /** Milliseconds since 1970 after which the process is ended from outside. */
  readonly endBy: number;
}

/** HAProxy ends itself after hard-stop-after; this much later it is overdue. */
const GRACE_MS = 5_000;

/**
 * The processes that a reload left to finish their connections. They are written down before the next one is
 * launched, because both share the listening sockets until the old one is asked to finish: an agent that dies in
 * between finds it on disk and asks it then.
 */
export class OldProcesses {
  readonly #files: DeviceFiles;
  readonly #processes: DeviceProcesses;
  readonly #clock: Clock;
  #retired: readonly Retired[] | undefined;

  constructor(files: DeviceFiles, processes: DeviceProcesses, clock: Clock) {
    this.#files = files;
    this.#processes = processes;
    this.#clock = clock;
  }

  /** Comes before the launch of the next process. */
  async announce(pids: readonly number[], hardStopAfterS: number): Promise<void> {
    const endBy = this.#clock.now().getTime() + hardStopAfterS * 1_000 + GRACE_MS;
    const others = (await this.#load()).filter((old) => !pids.includes(old.pid));
    await this.#store([...others, ...pids.map((pid) => ({ pid, endBy }))]);
  }

  /** Whether a process that answers was to be replaced by the one that runs as `currentPid`. */
  async isReplaced(pid: number, currentPid: number | undefined): Promise<boolean> {
    if (pid === currentPid || currentPid === undefined) return false;
    return (await this.#load()).some((old) => old.pid === pid);
  }

  async any(): Promise<boolean> {
    return (await this.#load()).length > 0;
  }

  /** All that were written down, the current one too where it is among them, as far as they live. */
  async living(): Promise<number[]> {
    return this.#processes.alive((await this.#load()).map((old) => old.pid));
  }

  /** Those that still live beside the current process. They are asked to finish (again), and ended when overdue. */
  async besides(currentPid: number): Promise<number[]> {
    const retired = await this.#load();
    if (retired.length === 0) return [];
    const alive = (await this.living()).filter((pid) => pid !== currentPid);
    const now = this.#clock.now().getTime();
    const isOverdue = (pid: number): boolean => retired.some((old) => old.pid === pid && old.endBy < now);
    for (const pid of alive) this.#processes.retire(pid);
    await this.#processes.end(alive.filter(isOverdue));
    const left = alive.filter((pid) => !isOverdue(pid));
    if (left.length < retired.length) await this.#store(retired.filter((old) => left.includes(old.pid)));
    return left;
  }

  async #load(): Promise<readonly Retired[]> {
    return (this.#retired ??= parseRetired(await this.#files.read(FILES.oldPids)));
  }

  async #store(retired: readonly Retired[]): Promise<void> {
    this.#retired = retired;
    await this.#files.write(FILES.oldPids, JSON.stringify(retired));
  }
}

/** A file that cannot be read names nobody: the look through all processes finds them anyway. */
function parseRetired(text: string | undefined): Retired[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isRetired) : [];
  } catch {
    return [];
  }
}

const isRetired = (value: unknown): value is Retired =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  typeof value.pid === 'number' &&
  'endBy' in value &&
  typeof value.endBy === 'number';
