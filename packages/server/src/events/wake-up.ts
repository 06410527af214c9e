/** Lets any number of waiters go on at once. What nobody waits for is remembered for the next one. */
export class WakeUp {
  readonly #waiting = new Set<() => void>();
  #missed = false;

  wake(): void {
    this.#missed = this.#waiting.size === 0;
    for (const goOn of this.#waiting) goOn();
  }

  /** Resolves when it is woken or the time is over. @throws the reason of the signal */
  wait(withinMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#missed) {
      this.#missed = false;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        signal.removeEventListener('abort', end);
        if (signal.aborted) reject(signal.reason as Error);
        else resolve();
      };
      const timer = setTimeout(end, withinMs);
      this.#waiting.add(end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
