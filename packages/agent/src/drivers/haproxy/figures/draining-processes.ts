import { type Clock, sleep } from '@lbaas/common/runtime';
import { parseProcessInfo } from '../runtime/process-info.ts';
import type { RuntimeSession } from '../runtime/runtime-session.ts';
import { parseStat } from './stat-table.ts';
import type { CounterStore } from './counter-store.ts';

const EVERY_MS = 200;

type Session = Pick<RuntimeSession, 'run' | 'close'>;

const STREAM = /^(0x[0-9a-f]+): .* be=(\S+) srv=(\S+) /gm;

/** The streams that are connected with servers (`pool/member`), from `show sess`. */
export const streamsOf = (text: string, keys: ReadonlySet<string>): string[] =>
  Array.from(text.matchAll(STREAM), ([, stream = '', backend, server]) =>
    keys.has(`${backend}/${server}`) ? [stream] : [],
  ).flat();

/** Backend rows only. */
export const BACKEND_STATS = 'show stat -1 2 -1';

/**
 * Follows the processes that a reload has left behind until their last connection is closed, so that what they still
 * carry is counted. Our session would keep such a process alive for ever; HAProxy does not count it among its
 * connections, so it is closed when there are none.
 */
export class DrainingProcesses {
  readonly #store: Pick<CounterStore, 'draining' | 'ended'>;
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();
  /** Members whose sessions a process ends when it is asked next; our session takes one exchange at a time. */
  readonly #overdue = new Map<string, readonly string[]>();
  #stopped = new AbortController();

  constructor(store: Pick<CounterStore, 'draining' | 'ended'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Processes that are being followed. */
  names(): string[] {
    return [...this.#sessions.keys()];
  }

  /** Ends what they still carry for servers (`pool/member`). */
  endSessions(keys: readonly string[]): void {
    for (const process of this.#sessions.keys()) this.#overdue.set(process, keys);
  }

  /** Takes the session over; it ends at the latest after `withinMs`. */
  follow(process: string, session: Session, withinMs: number): void {
    this.#sessions.set(process, session);
    void this.#watch(process, session, this.#clock.monotonicMs() + withinMs);
  }

  /** Stops following; what comes later is followed again. */
  close(): void {
    this.#stopped.abort();
    this.#stopped = new AbortController();
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
    this.#overdue.clear();
  }

  async #watch(process: string, session: Session, untilMs: number): Promise<void> {
    const { signal } = this.#stopped;
    try {
      while (await this.#isBusy(process, session)) {
        if (this.#clock.monotonicMs() > untilMs) break;
        await sleep(EVERY_MS, signal);
      }
    } catch {
      // The process is gone or we are stopping: the last reading stands.
    }
    session.close();
    this.#overdue.delete(process);
    if (this.#sessions.delete(process)) this.#store.ended(process);
  }

  /** One by one: a backend of a process that finishes is disabled, and then `shutdown sessions server` refuses. */
  async #endOverdue(process: string, session: Session): Promise<void> {
    const keys = this.#overdue.get(process) ?? [];
    this.#overdue.delete(process);
    if (keys.length === 0) return;
    const [streams = ''] = await session.run(['show sess']);
    await session.run(streamsOf(streams, new Set(keys)).map((stream) => `shutdown session ${stream}`));
  }

  /** The counters come last: what is carried up to the end of the last connection must be in them. */
  async #isBusy(process: string, session: Session): Promise<boolean> {
    await this.#endOverdue(process, session);
    const [info = '', stat = ''] = await session.run(['show info', BACKEND_STATS]);
    this.#store.draining({ process, rows: parseStat(stat) });
    return parseProcessInfo(info).connections > 0;
  }
}
