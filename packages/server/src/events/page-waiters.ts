import type { EventPage } from './recorded-event.ts';

interface Waiter {
  /** undefined = look again. */
  readonly give: (page: EventPage | undefined) => void;
}

export interface WaitOptions {
  /** Whose events are wanted; undefined = everybody's. */
  readonly projects: readonly string[] | undefined;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Those who have seen everything and wait for more, by project: what is nothing to them does not wake them. */
export class PageWaiters {
  readonly #ofAll = new Set<Waiter>();
  readonly #ofProject = new Map<string, Set<Waiter>>();

  /**
   * The next page with an event of these projects; undefined when the time is over, or everybody shall look again.
   * @throws the reason of the signal
   */
  wait({ projects, withinMs, signal }: WaitOptions): Promise<EventPage | undefined> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#remove(waiter, projects);
      };
      const waiter: Waiter = {
        give: (page) => {
          leave();
          resolve(page);
        },
      };
      const onAbort = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => waiter.give(undefined), withinMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#add(waiter, projects);
    });
  }

  give(page: EventPage): void {
    if (page.events.length === 0) return;
    const projects = new Set(page.events.map(({ projectId }) => projectId));
    for (const projectId of projects) {
      for (const waiter of this.#ofProject.get(projectId) ?? []) waiter.give(page);
    }
    for (const waiter of this.#ofAll) waiter.give(page);
  }

  letLookAgain(): void {
    const all = [this.#ofAll, ...this.#ofProject.values()].flatMap((waiters) => [...waiters]);
    for (const waiter of new Set(all)) waiter.give(undefined);
  }

  #add(waiter: Waiter, projects: readonly string[] | undefined): void {
    if (projects === undefined) this.#ofAll.add(waiter);
    for (const projectId of projects ?? []) {
      this.#ofProject.set(projectId, (this.#ofProject.get(projectId) ?? new Set()).add(waiter));
    }
  }

  #remove(waiter: Waiter, projects: readonly string[] | undefined): void {
    this.#ofAll.delete(waiter);
    for (const projectId of projects ?? []) {
      const waiters = this.#ofProject.get(projectId);
      waiters?.delete(waiter);
      if (waiters?.size === 0) this.#ofProject.delete(projectId);
    }
  }
}
