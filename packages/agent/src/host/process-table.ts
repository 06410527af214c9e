import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { type Clock, sleep, systemClock } from '@lbaas/common/runtime';
import { networkOf } from './network-identity.ts';

export interface ProcessEntry {
  readonly pid: number;
  /** Its command line. Zombies and threads of the kernel have none, and are in no table. */
  readonly args: readonly string[];
  /** As in networkOf(). */
  readonly network: string;
}

/** Processes that are read before other work gets its turn; each takes some 15 µs. */
const AT_ONCE = 64;
/** After a look, rest for so many times as long as it took: at most a quarter of the agent's time goes into looks. */
const REST = 3;

/**
 * All processes of the host with their command lines and network namespaces. A look costs as much as the host has
 * processes, so whoever asks while one is under way shares the next one: removing many devices at once costs few looks.
 */
export class ProcessTable {
  readonly #read: () => Promise<readonly ProcessEntry[]>;
  readonly #clock: Clock;
  #running: Promise<unknown> = Promise.resolve();
  #waiting: Promise<readonly ProcessEntry[]> | undefined;
  #last: { readonly entries: readonly ProcessEntry[]; readonly begunMs: number } | undefined;
  #restUntilMs = 0;

  constructor(read: () => Promise<readonly ProcessEntry[]> = readProcesses, clock: Clock = systemClock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** What a look shows that began after this call, or no more than so long before it. */
  look(maxAgeMs = 0): Promise<readonly ProcessEntry[]> {
    const last = this.#last;
    if (last !== undefined && this.#clock.monotonicMs() - last.begunMs < maxAgeMs) {
      return Promise.resolve(last.entries);
    }
    this.#waiting ??= this.#queue();
    return this.#waiting;
  }

  #queue(): Promise<readonly ProcessEntry[]> {
    const entries = this.#running.catch(() => undefined).then(() => this.#lookNow());
    this.#running = entries;
    return entries;
  }

  async #lookNow(): Promise<readonly ProcessEntry[]> {
    const restMs = this.#restUntilMs - this.#clock.monotonicMs();
    if (restMs > 0) await sleep(restMs);
    this.#waiting = undefined;
    const begunMs = this.#clock.monotonicMs();
    const entries = await this.#read();
    const endedMs = this.#clock.monotonicMs();
    this.#last = { entries, begunMs };
    this.#restUntilMs = endedMs + REST * (endedMs - begunMs);
    return entries;
  }
}

async function readProcesses(): Promise<readonly ProcessEntry[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const entries: ProcessEntry[] = [];
  for (let at = 0; at < pids.length; at += AT_ONCE) {
    for (const pid of pids.slice(at, at + AT_ONCE)) entries.push(...entryOf(pid));
    await setImmediate();
  }
  return entries;
}

/** At most one: what has just ended gives none. */
export function entryOf(pid: number): ProcessEntry[] {
  const network = networkOf(pid);
  if (network === undefined) return [];
  const args = commandLine(pid);
  return args.length === 0 ? [] : [{ pid, args, network }];
}

function commandLine(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return text === '' ? [] : text.split('\0');
  } catch {
    return [];
  }
}
