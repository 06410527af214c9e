import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import pg from 'pg';

export type ConnectionPool = pg.Pool;

export interface ConnectionPoolOptions {
  /** `postgres://user:password@host:port/name` or, for a unix socket, `postgres://user@/name?host=/dir`. */
  readonly url: string;
  readonly poolSize?: number;
  /** For connections that die while nobody uses them. @default they are replaced without a word */
  readonly logger?: Logger;
}

/** Every wait on the database ends: a request must fail within seconds when the database is down or hangs. */
const CONNECT_TIMEOUT_MS = 2000;
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

/** Connects lazily: the pool can be created while the database is down. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const settings = { ...connectionSettings(options.url), pipeline: true };
  const pool = new pg.Pool({
    ...settings,
    Client: PoolMember,
    connectionTimeoutMillis: TURN_TIMEOUT_MS,
    max: options.poolSize ?? 10,
  });
  pool.on('error', (error) =>
    options.logger?.warn({ reason: error.message }, 'lost an idle database connection'),
  );
  return pool;
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

/**
 * pg.Pool has one setting for the wait in its queue and for connecting; this class has its own for connecting.
 * pg.Pool also removes its 'error' listener before the user of the connection can add one: a connection that ends
 * right after the handshake, or after the release of a lost one, would end the process. The user of the connection
 * gets the error from its statement.
 */
export class PoolMember extends pg.Client {
  /** By the monotonic clock. */
  readonly createdAt = performance.now();

  constructor(settings?: pg.ClientConfig) {
    super({ ...settings, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    this.on('error', () => undefined);
  }
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
    keepAlive: true,
    types,
  };
}

/** bigint as number: generations, epochs and counters stay below 2^53 by their converters. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
