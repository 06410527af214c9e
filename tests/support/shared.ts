import { lazily } from './lazily.ts';

const START_MS = 180_000;

export interface SharedOptions<T> {
  readonly what: string;
  readonly start: () => Promise<T>;
  readonly stop: (started: T) => Promise<void>;
}

/** Something costly that suites of one process share: it starts with the first of them and stops after the last one. */
export class Shared<T extends object> {
  /** Can be used from the first hook on of a suite that has called `use`. */
  readonly it: T;
  readonly #options: SharedOptions<T>;
  #starting: Promise<T> | undefined;
  #started: T | undefined;
  #suites = 0;

  constructor(options: SharedOptions<T>) {
    this.#options = options;
    this.it = lazily(options.what, () => this.#started);
    const stop = (): Promise<void> => this.#stop();
    // At the root: a selection of tests leaves suites out, and with them their hooks.
    after(async function () {
      this.timeout(60_000);
      await stop();
    });
  }

  /** For the suite that calls this. It is released after the suite's own `after` hooks, which may still use it. */
  use(): T {
    const start = (): Promise<T> => this.get();
    const left = async (): Promise<void> => {
      this.#suites -= 1;
      if (this.#suites === 0) await this.#stop();
    };
    this.#suites += 1;
    before(async function () {
      this.timeout(START_MS);
      // Mocha runs the `after` hooks of a suite in the order in which they were added; this one is added last.
      this.test?.parent?.afterAll(async function () {
        this.timeout(60_000);
        await left();
      });
      await start();
    });
    return this.it;
  }

  async get(): Promise<T> {
    this.#starting ??= this.#options.start();
    this.#started = await this.#starting;
    return this.#started;
  }

  /** Why it has not started the suites know. */
  async #stop(): Promise<void> {
    const started = await this.#starting?.catch(() => undefined);
    this.#starting = undefined;
    this.#started = undefined;
    if (started !== undefined) await this.#options.stop(started);
  }
}
