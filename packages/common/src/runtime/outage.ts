import type { Logger } from './logger.ts';

/** Something that fails again and again while a dependency is away: only the first failure and the end are logged. */
export class Outage {
  readonly #logger: Logger;
  readonly #what: string;
  readonly #fields: object;
  #isOn = false;

  /** @param what subject of the messages: "dispatching" is interrupted, and works again */
  constructor(logger: Logger, what: string, fields: object = {}) {
    this.#logger = logger;
    this.#what = what;
    this.#fields = fields;
  }

  /** Does the work. Its failure is logged, not thrown. */
  async guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.worked();
    } catch (error) {
      this.failed(error);
    }
  }

  failed(error: unknown): void {
    if (!this.#isOn) this.#logger.error({ err: error, ...this.#fields }, `${this.#what} is interrupted`);
    this.#isOn = true;
  }

  worked(): void {
    if (this.#isOn) this.#logger.info(this.#fields, `${this.#what} works again`);
    this.#isOn = false;
  }
}
