import type { Clock } from '@lbaas/common/runtime';
import { type DeviceFiles, FILES } from './device-files.ts';
import { aliveOf, endProcesses } from './device-processes.ts';

interface Retired {
  readonly pid: number;
  /** Milliseconds since 1970 after which the process is ended from outside. */
  readonly endBy: number;
}

/** HAProxy ends itself after hard-stop-after; this much later it is overdue. */
const GRACE_MS = 5_000;

/** The processes that a reload left to finish their connections, on disk because they outlive the agent. */
export class OldProcesses {
  readonly #files: DeviceFiles;
  readonly #clock: Clock;
  #retired: readonly Retired[] | undefined;

  constructor(files: DeviceFiles, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  async retire(pid: number, hardStopAfterS: number): Promise<void> {
    const endBy = this.#clock.now().getTime() + hardStopAfterS * 1_000 + GRACE_MS;
    await this.#store([...(await this.#load()).filter((old) => old.pid !== pid), { pid, endBy }]);
  }

  /** Those that still live; what is overdue is ended. */
  async alive(): Promise<number[]> {
    const retired = await this.#load();
    if (retired.length === 0) return [];
    const alive = await aliveOf(
      retired.map((old) => old.pid),
      this.#files.directory,
    );
    const now = this.#clock.now().getTime();
    const overdue = retired.filter((old) => alive.includes(old.pid) && old.endBy < now).map((old) => old.pid);
    await endProcesses(overdue, this.#files.directory);
    const left = alive.filter((pid) => !overdue.includes(pid));
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

function parseRetired(text: string | undefined): Retired[] {
  const parsed: unknown = text === undefined ? [] : JSON.parse(text);
  return Array.isArray(parsed) ? parsed.filter(isRetired) : [];
}

const isRetired = (value: unknown): value is Retired =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  typeof value.pid === 'number' &&
  'endBy' in value &&
  typeof value.endBy === 'number';
