import { withDeadline } from './with-deadline.ts';

/** Something that owns a timer, socket, channel or process. Both methods are idempotent. */
export interface Lifecycle {
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
}

/**
 * Starts parts in the order in which they were added and stops them in reverse, each within the deadline. If a part
 * does not start, those before it are stopped again. A part that does not stop does not keep the others from
 * stopping.
 */
export class LifecycleStack implements Lifecycle {
  readonly #stopDeadlineMs: number;
  readonly #parts: { readonly name: string; readonly part: Lifecycle }[] = [];
  #started = 0;
  #stops = 0;
  #stopping: Promise<void> | undefined;

  constructor(options: { readonly stopDeadlineMs?: number } = {}) {
    this.#stopDeadlineMs = options.stopDeadlineMs ?? 10_000;
  }

  add(name: string, part: Lifecycle): void {
    this.#parts.push({ name, part });
  }

  /** Ends early, with nothing started, when it is stopped meanwhile. @throws what the part that failed threw */
  async start(): Promise<void> {
    const stops = this.#stops;
    try {
      for (const { part } of this.#parts.slice(this.#started)) {
        // Counted first: a part that fails half-way must be stopped too.
        this.#started += 1;
        await part.start();
        // It was stopped while it started, which may have been too early.
        if (this.#stops !== stops) return await part.stop();
      }
    } catch (error) {
      await this.stop().catch(() => undefined);
      throw error;
    }
  }

  /** @throws AggregateError of all failures, after every part was stopped */
  stop(): Promise<void> {
    this.#stops += 1;
    this.#stopping ??= this.#stopAll().finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    const errors: unknown[] = [];
    while (this.#started > 0) {
      this.#started -= 1;
      const entry = this.#parts[this.#started];
      if (entry === undefined) continue;
      await withDeadline(`stop of ${entry.name}`, this.#stopDeadlineMs, async () => entry.part.stop()).catch(
        (error: unknown) => errors.push(error),
      );
    }
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
  }
}
