import { Backoff, sleep } from '@lbaas/common/runtime';
import type { Socket } from 'node:net';
import type { PoolClient, QueryResult } from 'pg';
import { CommitNotifier } from './commit-notifier.ts';
import {
  ConstraintViolation,
  isConflict,
  isConnectionLost,
  translateDatabaseError,
} from './database-errors.ts';
import type { Channel } from './notification-listener.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { statementName } from './statement-names.ts';

export interface QueryOptions {
  /** Keeps the plan on the connection. false for texts that are built per request, such as filtered lists. */
  readonly prepare?: boolean;
}

/** One connection, inside a transaction (write) or not (read). Not to be used after the work has returned. */
export interface Tx {
  query<R>(sql: string, params?: readonly unknown[], options?: QueryOptions): Promise<R[]>;
  /** A write whose answer nobody needs: it travels with what follows. Its failure fails the unit of work. */
  send(sql: string, params?: readonly unknown[]): void;
  /**
   * The last question of a unit of work, which asks it at once: the commit travels right behind it. All is undone when its
   * statement fails, but not when its answer does not please.
   */
  finish<R>(ask: () => Promise<R>): Promise<R>;
  /** Wakes the listeners of a channel once the work is committed. */
  notifyAfterCommit(channel: Channel): void;
}

export interface UnitOfWorkOptions {
  readonly pool: ConnectionPool;
  /** What a refused constraint means to the caller; undefined lets the violation through. */
  readonly translate?: (violation: ConstraintViolation) => Error | undefined;
  /** Runs what needs a connection, when it is its turn. @default at once */
  readonly inTurn?: InTurn;
}

/** Rejects before the work begins, or does what the work does. */
type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

const MAX_ATTEMPTS = 10;
const backoff = new Backoff({ baseMs: 5, capMs: 200, jitter: 1 });

/**
 * The only door to the rows. Work may run several times (deadlocks, serialization failures), so it must not do
 * anything but query.
 */
export class UnitOfWork {
  readonly #pool: ConnectionPool;
  readonly #notifier: CommitNotifier;
  readonly #translate: (violation: ConstraintViolation) => Error | undefined;
  readonly #inTurn: InTurn;

  constructor({ pool, translate, inTurn }: UnitOfWorkOptions) {
    this.#pool = pool;
    this.#inTurn = inTurn ?? ((work) => work());
    this.#notifier = new CommitNotifier(pool);
    this.#translate = translate ?? (() => undefined);
  }

  /** @throws DatabaseUnavailable, ConstraintViolation or its translation, and whatever the work throws */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#untilAlone(() => this.#transaction(work));
  }

  /**
   * Without a transaction: each statement sees what is committed when it starts, and is committed when it ends.
   * @throws what write throws
   */
  statements<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#untilAlone(() => this.#statements(work));
  }

  async #untilAlone<T>(run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run();
      } catch (error) {
        if (!isConflict(error) || attempt >= MAX_ATTEMPTS) throw this.#meaningOf(error);
        await sleep(backoff.delayMs(attempt));
      }
    }
  }

  #statements<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      const tx = new ClientTx(client);
      const result = await work(tx);
      await tx.settle();
      this.#notifier.notify(tx.channels);
      return result;
    });
  }

  #transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      const tx = new ClientTx(client);
      tx.send('BEGIN');
      try {
        const result = await work(tx);
        await tx.commit();
        // The schema records what writes do, so any of them may have left events.
        this.#notifier.notify(tx.channels.add('lbaas_events'));
        return result;
      } catch (error) {
        const cause = await tx.causeOf(error);
        if (!isConnectionLost(cause)) await client.query('ROLLBACK');
        throw cause;
      }
    });
  }

  #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#onConnection(work));
  }

  async #onConnection<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let lost = false;
    const onError = (): void => {
      lost = true;
    };
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      lost ||= isConnectionLost(error);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(lost);
    }
  }

  #meaningOf(error: unknown): unknown {
    const meaning = translateDatabaseError(error);
    return meaning instanceof ConstraintViolation ? (this.#translate(meaning) ?? meaning) : meaning;
  }
}

/** The connection pipelines: statements go out at once and are answered in their order. */
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
   * What is asked for in one turn of the event loop leaves in one write: each costs a system call here and wakes the
   * server there (half of the CPU time of a create, measured).
   */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    // The types of pg leave its connection out.
    const { stream } = (this.#client as unknown as { readonly connection: { readonly stream: Socket } })
      .connection;
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }

  /** @throws the failure of the first statement that was sent and not waited for */
  async settle(): Promise<void> {
    await Promise.all(this.#sent);
  }

  /**
   * A statement that was sent before the work failed, and has failed too, tells what is wrong: the work was refused
   * because of it, or came to its own refusal without waiting for it.
   */
  async causeOf(error: unknown): Promise<unknown> {
    if (isConnectionLost(error)) return error;
    return this.settle().then(
      () => error,
      (cause: unknown) => cause,
    );
  }

  /** Right behind what was sent: where that has failed, the server makes a rollback of it. */
  async commit(): Promise<void> {
    this.#committing ??= this.#client.query('COMMIT');
    const [answer] = await Promise.all([this.#committing, this.settle()]);
    if (answer.command !== 'COMMIT') throw new Error('the work has gone on after a failed statement');
  }

  async query<R>(sql: string, params: readonly unknown[] = [], options: QueryOptions = {}): Promise<R[]> {
    this.#gather();
    const name = options.prepare === false ? undefined : statementName(sql);
    const values = params as unknown[];
    const result = await this.#client.query(
      name === undefined ? { text: sql, values } : { name, text: sql, values },
    );
    return result.rows as R[];
  }

  send(sql: string, params: readonly unknown[] = []): void {
    this.#gather();
    const answer = params.length === 0 ? this.#client.query(sql) : this.query(sql, params);
    // Waited for in `settle`; when the work fails first, that is the error to tell.
    answer.catch(() => undefined);
    this.#sent.push(answer);
  }

  finish<R>(ask: () => Promise<R>): Promise<R> {
    const answer = ask();
    this.#committing = this.#client.query('COMMIT');
    // Waited for in `commit`; when the question fails, that is the error to tell.
    this.#committing.catch(() => undefined);
    return answer;
  }

  notifyAfterCommit(channel: Channel): void {
    this.channels.add(channel);
  }
}
