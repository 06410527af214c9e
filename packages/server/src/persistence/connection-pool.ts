import { callbackify } from 'node:util';
import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import pg from 'pg';
import { CONNECT_TIMEOUT_MS, DatabaseConnection } from './database-connection.ts';
import { type DatabaseAddress, DatabaseHosts } from './database-hosts.ts';

export type ConnectionPool = pg.Pool;

export interface ConnectionPoolOptions extends DatabaseAddress {
  readonly poolSize?: number;
  /** For connections that die while nobody uses them. @default they are replaced without a word */
  readonly logger?: Logger;
}

/**
 * Wait for a free connection. Longer than the lock timeout: calls that hold the connections may wait that long for
 * each other, and the calls that queue for a connection meanwhile must not be refused because of it.
 */
const TURN_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 5000;
/**
 * Whoever waits for longer gives its connection to another call, and comes again as long as its caller waits
 * (UnitOfWork): a lock that is held for long must not hold the connections of all others.
 */
export const LOCK_TIMEOUT_MS = 4000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
/** Longer than the server's own timeout, so that it only ends waits on a server that does not answer at all. */
const ANSWER_TIMEOUT_MS = 6000;

/**
 * PostgreSQL compiles what it takes for dear, and it takes each status for that. A list of 10,000 load balancers by
 * severity took 0.55 s with it and 0.21 s without (measured with PostgreSQL 15).
 */
const NO_JIT = '-c jit=off';

/** Connects lazily: the pool can be created while the database is down. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const hosts = new DatabaseHosts(options);
  const pool = new PoolOfHosts(hosts, {
    ...connectionSettings(options.url),
    pipeline: true,
    Client: memberOf(hosts),
    connectionTimeoutMillis: TURN_TIMEOUT_MS,
    max: options.poolSize ?? 10,
  });
  pool.on('error', (error) =>
    options.logger?.warn({ reason: error.message }, 'lost an idle database connection'),
  );
  return pool;
}

/** The class of the pool's connections, which go to the host that is the primary at the time. */
export const memberOf = (hosts: DatabaseHosts): new (settings?: pg.ClientConfig) => DatabaseConnection =>
  class extends DatabaseConnection {
    constructor(settings: pg.ClientConfig = {}) {
      super(settings, hosts);
    }
  };

type PoolCallback = (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void;

/** Looks for the primary before it says that there is no connection. */
class PoolOfHosts extends pg.Pool {
  readonly #hosts: DatabaseHosts;

  constructor(hosts: DatabaseHosts, settings: pg.PoolConfig) {
    super(settings);
    this.#hosts = hosts;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: PoolCallback): void;
  override connect(callback?: PoolCallback): Promise<pg.PoolClient> | void {
    if (callback === undefined) return this.#search();
    callbackify(() => this.#search())((error, client) =>
      callback(error ?? undefined, client, () => client.release()),
    );
  }

  async #search(): Promise<pg.PoolClient> {
    for (let attempt = 1; ; attempt += 1) {
      const { skips } = this.#hosts;
      try {
        return await super.connect();
      } catch (error) {
        // No host is to blame for a wait in the queue.
        if (attempt >= this.#hosts.urls.length || this.#hosts.skips === skips) throw error;
      }
    }
  }
}

/** Ends them at the stop of the server; they connect by themselves at the first query. */
export function endingPools(...pools: readonly ConnectionPool[]): Lifecycle {
  let ended = false;
  return {
    start: () => undefined,
    stop: async () => {
      if (ended) return;
      ended = true;
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

export function connectionSettings(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'lbaas-server',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    options: NO_JIT,
    keepAlive: true,
    types,
  };
}

/** bigint as number: generations, epochs and counters stay below 2^53 by their converters. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
