import { Backoff, sleep, traces } from '@lbaas/common/runtime';
import type { Socket } from 'node:net';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { CommitNotifier } from './commit-notifier.ts';
import {
  ConnectionLost,
  ConstraintViolation,
  ReadOnlyConnection,
  errorOfStatement,
  faultOf,
  isLockTimeout,
  meaningOfFault,
} from './database-errors.ts';
import type { Channel } from './notification-listener.ts';
import { type ConnectionPool, LOCK_TIMEOUT_MS } from './connection-pool.ts';
import { statementName } from './statement-names.ts';
import { YoungConnections } from './young-connections.ts';

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

export interface UnitOfWorkOptions {
  readonly pool: ConnectionPool;
  /** What a constraint violation means to the caller; undefined lets the violation through. */
  readonly translate?: (violation: ConstraintViolation) => Error | undefined;
  /** Runs work that needs a connection when it is the caller's turn. @default at once */
  readonly inTurn?: InTurn;
  /**
   * As long as callers wait: work that a lock keeps waiting runs again until then. @default once, for whoever comes
   * again by itself
   */
  readonly patienceMs?: number | undefined;
}

/** Rejects before the work begins, after `withinMs` at the latest, or settles as the work does. */
type InTurn = <T>(work: () => Promise<T>, withinMs?: number) => Promise<T>;

const MAX_ATTEMPTS = 10;
const backoff = new Backoff({ baseMs: 5, capMs: 200, jitter: 1 });

/**
 * The only way to the database. Work may run several times (deadlocks, serialization failures), so it must not do
 * anything but query.
 */
export class UnitOfWork {
  readonly #connections: YoungConnections;
  readonly #notifier: CommitNotifier;
  readonly #translate: (violation: ConstraintViolation) => Error | undefined;
  readonly #inTurn: InTurn;
  readonly #patienceMs: number | undefined;

  constructor({ pool, translate, inTurn, patienceMs }: UnitOfWorkOptions) {
    this.#connections = new YoungConnections(pool);
    this.#inTurn = inTurn ?? ((work) => work());
    this.#patienceMs = patienceMs;
    this.#notifier = new CommitNotifier(pool);
    this.#translate = translate ?? (() => undefined);
  }

  /** @throws DatabaseUnavailable, ConstraintViolation or its translation, and whatever the work throws */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#untilAlone((leftMs) => this.#transaction(work, leftMs));
  }

  /**
   * Without a transaction: each statement sees what is committed when it starts, and is committed when it ends.
   * @throws as transaction() does
   */
  statements<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#untilAlone((leftMs) => this.#statements(work, leftMs));
  }

  /**
   * A standby, or a database that was set read-only, answers and is of no use.
   * @throws DatabaseUnavailable unless the database takes writes
   */
  async checkWritable(): Promise<void> {
    await this.statements(async (tx) => {
      const [row] = await tx.query<{ mode: string }>(
        `SELECT current_setting('transaction_read_only') AS mode`,
      );
      if (row?.mode === 'on') throw new ReadOnlyConnection('nothing can be written');
    });
  }

  async #untilAlone<T>(run: (leftMs?: number) => Promise<T>): Promise<T> {
    const leftMs = patience(this.#patienceMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run(leftMs());
      } catch (error) {
        if (!mayRunAgain(error, attempt, leftMs())) throw this.#meaningOf(error);
        await sleep(backoff.delayMs(attempt));
      }
    }
  }

  #statements<T>(work: (tx: Tx) => Promise<T>, leftMs: number | undefined): Promise<T> {
    return this.#withTx(leftMs, async (tx) => {
      const result = await settled(work, tx);
      this.#notifier.notify(tx.channels);
      return result;
    });
  }

  #transaction<T>(work: (tx: Tx) => Promise<T>, leftMs: number | undefined): Promise<T> {
    const left = patience(leftMs);
    return this.#withTx(leftMs, async (tx) => {
      tx.send(beginSql(left()));
      try {
        const result = await work(tx);
        await tx.commit();
        // Triggers record events of every write, so any transaction may have left some.
        this.#notifier.notify(tx.channels.add('lbaas_events'));
        return result;
      } catch (error) {
        const cause = await tx.causeOf(error);
        if (!isUseless(cause)) await tx.rollBack();
        throw cause;
      }
    });
  }

  #withTx<T>(leftMs: number | undefined, work: (tx: ClientTx) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#onConnection(work), leftMs);
  }

  async #onConnection<T>(work: (tx: ClientTx) => Promise<T>): Promise<T> {
    const client = await this.#connections.take();
    let lost = false;
    const onError = (): void => {
      lost = true;
    };
    client.on('error', onError);
    try {
      return await work(new ClientTx(client));
    } catch (error) {
      lost ||= isUseless(error);
      if (faultOf(error) === 'outdated') this.#connections.replaceAll();
      throw error;
    } finally {
      client.off('error', onError);
      client.release(lost);
    }
  }

  #meaningOf(error: unknown): unknown {
    const meaning = meaningOfFault(error);
    return meaning instanceof ConstraintViolation ? (this.#translate(meaning) ?? meaning) : meaning;
  }
}

async function settled<T>(work: (tx: ClientTx) => Promise<T>, tx: ClientTx): Promise<T> {
  try {
    const result = await work(tx);
    await tx.settle();
    return result;
  } catch (error) {
    throw await tx.causeOf(error);
  }
}

/** Counts down from now; undefined = nobody waits. */
function patience(forMs: number | undefined): () => number | undefined {
  if (forMs === undefined) return () => undefined;
  const end = performance.now() + forMs;
  return () => Math.max(0, end - performance.now());
}

/** One message, as each costs a system call. PostgreSQL takes 0 for no limit. */
const beginSql = (leftMs = LOCK_TIMEOUT_MS): string =>
  leftMs >= LOCK_TIMEOUT_MS ? 'BEGIN' : `BEGIN; SET LOCAL lock_timeout = ${Math.max(1, Math.ceil(leftMs))}`;

/** Of a connection that leads nowhere, or elsewhere, a younger one is tried once. */
function mayRunAgain(error: unknown, attempt: number, leftMs = 0): boolean {
  if (isLockTimeout(error)) return leftMs > 0 && traces.getStore()?.gone?.aborted !== true;
  const fault = faultOf(error);
  return (fault === 'conflict' && attempt < MAX_ATTEMPTS) || (fault === 'outdated' && attempt === 1);
}

/** The connection must not be used again. */
const isUseless = (error: unknown): boolean => ['lost', 'outdated'].includes(faultOf(error));

/** The connection is pipelined: statements are sent at once and answered in order. */
class ClientTx implements Tx {
  readonly channels = new Set<Channel>();
  readonly #client: PoolClient;
  readonly #sent: Promise<unknown>[] = [];
  #committing: Promise<QueryResult> | undefined;
  #gathering = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /**
   * All statements of one turn of the event loop are sent in one write: each write costs a system call here and wakes
   * the server (half of the CPU time of a create, measured).
   */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    // The cast: pg's types do not include its connection.
    const { stream } = (this.#client as unknown as { readonly connection: { readonly stream: Socket } })
      .connection;
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }

  async #ask(statement: string | QueryConfig): Promise<QueryResult> {
    try {
      return await this.#client.query(statement);
    } catch (error) {
      throw errorOfStatement(error);
    }
  }

  async rollBack(): Promise<void> {
    await this.#ask('ROLLBACK');
  }

  /** @throws the failure of the first statement that was sent and not awaited */
  async settle(): Promise<void> {
    await Promise.all(this.#sent);
  }

  /**
   * If a statement that was sent earlier has failed too, its error is the cause: either the work failed because of
   * it, or the work refused the request without waiting for it.
   */
  async causeOf(error: unknown): Promise<unknown> {
    if (error instanceof ConnectionLost) return error;
    return this.settle().then(
      () => error,
      (cause: unknown) => cause,
    );
  }

  /** Pipelined after everything sent before: if any of that has failed, PostgreSQL turns the COMMIT into a rollback. */
  async commit(): Promise<void> {
    this.#committing ??= this.#ask('COMMIT');
    const [answer] = await Promise.all([this.#committing, this.settle()]);
    if (answer.command !== 'COMMIT') throw new Error('the work has gone on after a failed statement');
  }

  async query<R>(sql: string, params: readonly unknown[] = [], options: QueryOptions = {}): Promise<R[]> {
    this.#gather();
    const name = options.prepare === false ? undefined : statementName(sql);
    const values = params as unknown[];
    const result = await this.#ask(name === undefined ? { text: sql, values } : { name, text: sql, values });
    return result.rows as R[];
  }

  send(sql: string, params: readonly unknown[] = []): void {
    this.#gather();
    const answer = params.length === 0 ? this.#ask(sql) : this.query(sql, params);
    // Awaited in `settle`; if the work fails first, the error of the work counts.
    answer.catch(() => undefined);
    this.#sent.push(answer);
  }

  finish<R>(ask: () => Promise<R>): Promise<R> {
    const answer = ask();
    this.#committing = this.#ask('COMMIT');
    // Awaited in `commit`; if the query fails, its error counts.
    this.#committing.catch(() => undefined);
    return answer;
  }

  notifyAfterCommit(channel: Channel): void {
    this.channels.add(channel);
  }
}
