import type { Lab } from '@lbaas/lab';
import { type ConnectionPool, createConnectionPool } from '@lbaas/server/persistence';

const EVERY_MS = 100;

/** Changes rows of the fleet, so that their events are sent: a number of them a second, in ten batches. */
const CHANGE = `
UPDATE pools SET description = 'changed at ' || clock_timestamp()
WHERE id IN (SELECT id FROM pools ORDER BY random() LIMIT $1)`;

export class MadeEvents {
  readonly #connections: ConnectionPool;
  readonly #timer: NodeJS.Timeout;
  #made = 0;
  #failed: unknown;

  constructor(lab: Lab, perSecond: number) {
    const url = lab.postgres.url.replace('/postgres?', '/lbaas?');
    this.#connections = createConnectionPool({ url, poolSize: 1 });
    const batch = (perSecond * EVERY_MS) / 1000;
    this.#timer = setInterval(() => {
      this.#connections.query(CHANGE, [batch]).then(
        () => (this.#made += batch),
        (error: unknown) => (this.#failed ??= error),
      );
    }, EVERY_MS);
  }

  /** @returns how many were made @throws what a change failed with */
  async stop(): Promise<number> {
    clearInterval(this.#timer);
    await this.#connections.end();
    if (this.#failed !== undefined) throw this.#failed;
    return this.#made;
  }
}
