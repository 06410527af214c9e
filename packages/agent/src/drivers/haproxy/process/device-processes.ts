import { basename, dirname } from 'node:path';
import { sleep } from '@lbaas/common/runtime';
import {
  type ProcessEntry,
  ProcessProbe,
  type ProcessTable,
  entryOf,
  isStopped,
} from '../../../host/index.ts';
import { HaproxyError } from '../model/errors.ts';
import { acceptsConnections } from './listening-sockets.ts';

/** What makes a process one of a device: either is enough. */
export interface DevicePlace {
  /** Stands in the command line (`-C`), so a pid that was given to another program meanwhile is never mistaken. */
  readonly directory: string;
  /** The network namespace that has the name of the device, as in networkOf(): every HAProxy in it is the device's. */
  readonly network: () => string | undefined;
}

/** Whether a process is a HAProxy of this place, whoever started it, and whatever is left of its files. */
function isAt({ directory, network }: DevicePlace): (entry: ProcessEntry) => boolean {
  const named = network();
  const isOfAnother = (path: string | undefined): boolean =>
    path !== undefined && dirname(path) === dirname(directory);
  return ({ args, network: own }) => {
    const path = directoryOf(args);
    if (path === directory) return true;
    return own === named && basename(args[0] ?? '') === 'haproxy' && !isOfAnother(path);
  };
}

function directoryOf(args: readonly string[]): string | undefined {
  const at = args.indexOf('-C');
  return at > 0 ? args[at + 1] : undefined;
}

/** The devices under a state directory that have processes, even if that directory is gone. */
export function deviceIdsOf(entries: readonly ProcessEntry[], stateDir: string): string[] {
  const directories = entries.map(({ args }) => directoryOf(args) ?? '');
  return [...new Set(directories.filter((path) => dirname(path) === stateDir).map((path) => basename(path)))];
}

/** Of an ending process: how long it may take after each signal. */
const END_WITHIN_MS = 2_000;

/** The processes of one device, as the kernel shows them. */
export class DeviceProcesses {
  readonly #place: DevicePlace;
  readonly #table: ProcessTable;

  constructor(place: DevicePlace, table: ProcessTable) {
    this.#place = place;
    this.#table = table;
  }

  /** Every one of them, whether or not anybody wrote it down; what has started since may be missing. */
  async find(maxAgeMs = 0): Promise<number[]> {
    return this.among(await this.#table.look(maxAgeMs));
  }

  among(entries: readonly ProcessEntry[]): number[] {
    return entries.filter(isAt(this.#place)).map((entry) => entry.pid);
  }

  /** Those that are still there. Reads only what it is asked about. */
  alive(pids: Iterable<number>): number[] {
    const isOurs = isAt(this.#place);
    return [...new Set(pids)].filter((pid) => entryOf(pid).some(isOurs));
  }

  owns(pid: number): boolean {
    return this.alive([pid]).length > 0;
  }

  /** Whether it is in the namespace that has the name of the device; where no name can be seen, it counts as inside. */
  isInside(pid: number): boolean {
    const named = this.#place.network();
    return named === undefined || entryOf(pid).some((entry) => entry.network === named);
  }

  /** Asks a process to finish its connections and go; it lets its listening sockets go at once. */
  retire(pid: number): void {
    if (this.owns(pid)) signalProcess(pid, 'SIGUSR1');
  }

  /**
   * Sees to it that these processes, which were asked to finish, take no more connections: one that goes on for two
   * seconds is held by something, and is ended.
   */
  async silence(pids: readonly number[]): Promise<void> {
    const accepting = (): number[] => this.alive(pids).filter(acceptsConnections);
    const giveUpAt = performance.now() + END_WITHIN_MS;
    while (accepting().length > 0 && performance.now() < giveUpAt) await sleep(5);
    await this.end(accepting());
  }

  /**
   * Ends processes at once, with what they carry: SIGTERM, then SIGKILL, which is all that a stopped one obeys. Returns
   * when their sockets are closed. Throws HaproxyError `stuck`.
   */
  async end(pids: readonly number[]): Promise<void> {
    const probes = new Map(pids.map((pid) => [pid, ProcessProbe.open(pid)]));
    try {
      let left = this.alive(pids);
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        if (left.length === 0) return;
        for (const pid of left) signalProcess(pid, isStopped(pid) ? 'SIGKILL' : signal);
        left = await waitForEnd(left, probes, END_WITHIN_MS);
      }
      if (left.length > 0) throw new HaproxyError('stuck', `processes do not end: ${left.join(', ')}`);
    } finally {
      for (const probe of probes.values()) probe?.close();
    }
  }
}

/** Nothing, when it has just ended. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * An ending process loses its command line first and closes its sockets later, many milliseconds if it has much memory;
 * until then it takes connections that nobody will serve. So the command line says nothing here.
 */
async function waitForEnd(
  pids: readonly number[],
  probes: ReadonlyMap<number, ProcessProbe | undefined>,
  withinMs: number,
): Promise<number[]> {
  const running = (): number[] => pids.filter((pid) => probes.get(pid)?.state() !== undefined);
  const giveUpAt = performance.now() + withinMs;
  while (running().length > 0 && performance.now() < giveUpAt) await sleep(5);
  return running();
}
