import type { Socket } from 'node:net';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { ConnectionLost, errorOfStatement } from './database-errors.ts';
import type { Channel } from './notification-listener.ts';
import { statementName } from './statement-names.ts';
import type { QueryOptions, Tx } from './tx.ts';

/** The connection is pipelined: statements are sent at once and answered in order. */
export class ClientTx implements Tx {
  readonly channels = new Set<Channel>();
  readonly #client: PoolClient;
  readonly #sent: Promise<unknown>[] = [];
  #committing: Promise<QueryResult> | undefined;
  #gathering = false;
  readonly #isRehearsal: boolean;

  /** @param isRehearsal everything is rolled back where it would be committed */
  constructor(client: PoolClient, isRehearsal: boolean) {
    this.#client = client;
    this.#isRehearsal = isRehearsal;
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
    if (this.#isRehearsal) {
      await this.settle();
      return await this.rollBack();
    }
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
    if (this.#isRehearsal) return answer;
    this.#committing = this.#ask('COMMIT');
    // Awaited in `commit`; if the query fails, its error counts.
    this.#committing.catch(() => undefined);
    return answer;
  }

  notifyAfterCommit(channel: Channel): void {
    this.channels.add(channel);
  }
}
