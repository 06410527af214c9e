/** Runs one piece of work at a time, in the order of the calls. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();
  #asked = 0;

  run<T>(work: () => Promise<T>): Promise<T> {
    this.#asked += 1;
    const result = this.#last.then(work).finally(() => (this.#asked -= 1));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Whether nothing runs or waits. */
  get isIdle(): boolean {
    return this.#asked === 0;
  }
}
