import type { PoolClient } from 'pg';
import type { ConnectionPool } from './connection-pool.ts';
import { DatabaseConnection } from './database-connection.ts';
import { ConnectionLost, ReadOnlyConnection } from './database-errors.ts';

/** Often enough for the next call to work, and a database that stays read-only is not flooded with logins. */
const ONCE_PER_MS = 1000;

/**
 * The connections of a pool that are younger than the last one that turned out to be outdated. What one connection
 * shows (a read-only database, plans of an older schema) holds for all that were opened before, and calls that only
 * read would keep these in the pool for ever.
 */
export class YoungConnections {
  readonly #pool: ConnectionPool;
  #notBefore = -Infinity;

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  /** @throws ConnectionLost, or ReadOnlyConnection when none of several hosts is the primary */
  async take(): Promise<PoolClient> {
    for (;;) {
      const client = await this.#connect();
      if (!isOlder(client, this.#notBefore)) return client;
      client.release(true);
    }
  }

  /** Whatever is open now is not used again. */
  replaceAll(): void {
    const now = performance.now();
    if (now - this.#notBefore >= ONCE_PER_MS) this.#notBefore = now;
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw error instanceof ReadOnlyConnection ? error : new ConnectionLost(error);
    }
  }
}

const isOlder = (client: PoolClient, limit: number): boolean =>
  client instanceof DatabaseConnection && client.createdAt <= limit;
