const HEARTBEAT_MS = 10_000;

const seconds = (begin) => `${((performance.now() - begin) / 1000).toFixed(1)} s`;

/** Counts the steps of one command: `[2/4] npm packages ... 12.0 s`. */
export class Steps {
  #total;
  #number = 0;

  constructor(total) {
    this.#total = total;
  }

  /** `work` may return a word for what it found (`present`); otherwise the duration is shown. */
  async run(label, work) {
    this.#number += 1;
    const begin = performance.now();
    process.stdout.write(`[${this.#number}/${this.#total}] ${label} ... `);
    const heartbeat = setInterval(() => process.stdout.write(`${seconds(begin)} ... `), HEARTBEAT_MS);
    try {
      const found = await work();
      process.stdout.write(`${found ?? seconds(begin)}\n`);
    } catch (error) {
      process.stdout.write('failed\n');
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Prints the heading of a step that prints lines of its own. */
  begin(label) {
    this.#number += 1;
    process.stdout.write(`[${this.#number}/${this.#total}] ${label}\n`);
  }
}
