import type { Backoff } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Logger } from './logger.ts';
import { inRequest } from './trace.ts';

/** The outcome of one piece of work. The queue owns the retries, not the work. */
export type WorkResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'again'; readonly afterMs: number };

export interface KeyedWorkQueueOptions<K extends string> {
  readonly name: string;
  /** How many keys are worked on at once. */
  readonly concurrency: number;
  readonly backoff: Backoff;
  /** Must look up what the key needs now, because additions of one key are merged. The signal fires at stop(). */
  readonly work: (key: K, signal: AbortSignal) => Promise<WorkResult>;
  /** The request that a key is worked on for; never the one of whoever woke the worker. */
  readonly requestOf?: (key: K) => string | undefined;
  readonly logger: Logger;
  readonly clock?: Clock;
}

interface Entry {
  running: boolean;
  /** When the key is due, in monotonic milliseconds; undefined when nothing waits. */
  dueAtMs: number | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Failures in a row. */
  failures: number;
}

/** Node runs timers that are longer than this after 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Level-driven work by key.
 *
 * States of a key: absent; waiting, for its time or for a free worker; running; running and waiting. add() makes it
 * due now, addAfter() at that time unless it is due earlier. A key is never worked on twice at once; if it is added
 * while it runs, it runs again right after. `retry` waits for the backoff of the key, which `done` and `again` reset;
 * adding the key again cuts that wait short, because the addition may bring what was missing. Work that throws is
 * logged as an error and retried. stop() keeps what waits, so start() continues with it.
 */
export class KeyedWorkQueue<K extends string> {
  readonly #options: KeyedWorkQueueOptions<K>;
  readonly #clock: Clock;
  readonly #entries = new Map<K, Entry>();
  readonly #ready = new Set<K>();
  readonly #running = new Map<K, Promise<void>>();
  #idleWaiters: (() => void)[] = [];
  #controller: AbortController | undefined;

  constructor(options: KeyedWorkQueueOptions<K>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Keys that wait or are worked on. */
  get size(): number {
    return this.#entries.size;
  }

  add(key: K): void {
    this.addAfter(key, 0);
  }

  addAfter(key: K, ms: number): void {
    const entry = this.#entry(key);
    const dueAtMs = this.#clock.monotonicMs() + ms;
    // Also set if the key is due earlier: on a late event loop that time may be over while its timer has not fired.
    entry.dueAtMs = Math.min(entry.dueAtMs ?? dueAtMs, dueAtMs);
    this.#arm(key, entry);
  }

  /** Drops what waits for the key, and its failures. Work in progress ends, and its result is ignored. */
  forget(key: K): void {
    const entry = this.#entries.get(key);
    clearTimeout(entry?.timer);
    this.#entries.delete(key);
    this.#ready.delete(key);
    this.#tellIdle();
  }

  start(): void {
    if (this.#controller !== undefined) return;
    this.#controller = new AbortController();
    for (const [key, entry] of this.#entries) this.#arm(key, entry);
  }

  /** Aborts the signal of the work in progress and waits for it. */
  async stop(): Promise<void> {
    this.#controller?.abort(new Error(`${this.#options.name} stops`));
    this.#controller = undefined;
    for (const entry of this.#entries.values()) clearTimeout(entry.timer);
    this.#ready.clear();
    await Promise.all(this.#running.values());
  }

  /** Resolves when no key is worked on and none is due now; keys that wait for a later time do not count. */
  async idle(): Promise<void> {
    if (this.#isIdle()) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  #entry(key: K): Entry {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const running = this.#running.has(key);
    const entry: Entry = { running, dueAtMs: undefined, timer: undefined, failures: 0 };
    this.#entries.set(key, entry);
    return entry;
  }

  #arm(key: K, entry: Entry): void {
    clearTimeout(entry.timer);
    if (this.#controller === undefined || entry.running || entry.dueAtMs === undefined) return;
    const waitMs = entry.dueAtMs - this.#clock.monotonicMs();
    if (waitMs > 0) {
      entry.timer = setTimeout(() => this.#arm(key, entry), Math.min(waitMs, LONGEST_TIMER_MS));
      return;
    }
    this.#ready.add(key);
    this.#fillWorkers();
  }

  #fillWorkers(): void {
    for (const key of this.#ready) {
      if (this.#running.size >= this.#options.concurrency || this.#controller === undefined) return;
      this.#ready.delete(key);
      const { signal } = this.#controller;
      const run = (): Promise<void> => this.#run(key, this.#entry(key), signal);
      this.#running.set(key, inRequest(this.#options.requestOf?.(key), run));
    }
  }

  async #run(key: K, entry: Entry, signal: AbortSignal): Promise<void> {
    entry.running = true;
    entry.dueAtMs = undefined;
    const result = await this.#work(key, signal);
    this.#running.delete(key);
    const current = this.#entries.get(key);
    if (current === entry) this.#judge(key, entry, result);
    if (current !== undefined) this.#settle(key, current);
    this.#fillWorkers();
    this.#tellIdle();
  }

  async #work(key: K, signal: AbortSignal): Promise<WorkResult> {
    try {
      // Never inside add(): the caller's next step must not depend on how far the work got.
      await Promise.resolve();
      return await this.#options.work(key, signal);
    } catch (error) {
      if (!signal.aborted)
        this.#options.logger.error({ err: error, key }, `${this.#options.name}: work failed`);
      return { kind: 'retry', reason: String(error) };
    }
  }

  #judge(key: K, entry: Entry, result: WorkResult): void {
    entry.failures = result.kind === 'retry' ? entry.failures + 1 : 0;
    const afterMs = this.#repetitionMs(entry, result);
    if (afterMs === undefined) return;
    const dueAtMs = this.#clock.monotonicMs() + afterMs;
    entry.dueAtMs = Math.min(entry.dueAtMs ?? dueAtMs, dueAtMs);
    if (result.kind !== 'retry') return;
    const { name, logger } = this.#options;
    logger.debug({ key, reason: result.reason, failures: entry.failures, afterMs }, `${name}: retry`);
  }

  #repetitionMs(entry: Entry, result: WorkResult): number | undefined {
    switch (result.kind) {
      case 'done':
        return undefined;
      case 'again':
        return result.afterMs;
      case 'retry':
        return this.#options.backoff.delayMs(entry.failures);
    }
  }

  #settle(key: K, entry: Entry): void {
    entry.running = false;
    if (entry.dueAtMs === undefined) this.#entries.delete(key);
    else this.#arm(key, entry);
  }

  #isIdle(): boolean {
    return this.#running.size === 0 && this.#ready.size === 0;
  }

  #tellIdle(): void {
    if (!this.#isIdle()) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
