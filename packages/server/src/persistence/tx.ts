import type { Channel } from './notification-listener.ts';

export interface QueryOptions {
  /** Keeps the plan on the connection. false for texts that are built per request, such as filtered lists. */
  readonly prepare?: boolean;
}

/** One connection, inside a transaction or not. Not to be used after the work has returned. */
export interface Tx {
  query<R>(sql: string, params?: readonly unknown[], options?: QueryOptions): Promise<R[]>;
  /** A write whose result nobody needs: it is pipelined with the next statement. Its failure fails the unit of work. */
  send(sql: string, params?: readonly unknown[]): void;
  /**
   * The last query of a unit of work, which must be sent by `ask` at once: COMMIT is pipelined right after it. If the
   * query fails, everything is rolled back; a result that the caller then rejects does not undo the commit.
   */
  finish<R>(ask: () => Promise<R>): Promise<R>;
  /** Wakes the listeners of a channel once the work is committed. */
  notifyAfterCommit(channel: Channel): void;
}
