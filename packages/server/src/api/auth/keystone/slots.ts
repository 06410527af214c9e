/** Nothing more can wait. */
export class SlotsFull extends Error {
  override readonly name = 'SlotsFull';
}

export interface SlotsOptions {
  /** How much is done at the same time. */
  readonly running: number;
  /** How much waits for its turn at most. */
  readonly waiting: number;
}

/** Lets only so much be done at once; the rest waits in the order of its coming, until its signal is aborted. */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #queue = new Set<() => void>();
  #running = 0;

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  /** @throws SlotsFull, the reason of the signal, or what the work threw */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#running >= this.#options.running) await this.#turn(signal);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  /** Whoever is done hands its place over: `#running` stays as it is. */
  #pass(): void {
    const [next] = this.#queue;
    if (next === undefined) this.#running -= 1;
    else next();
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#queue.size >= this.#options.waiting) throw new SlotsFull('too much is waiting already');
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#queue.delete(enter);
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        this.#queue.delete(enter);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.add(enter);
    });
  }
}
