import type { ConnectionPool } from '../../../packages/server/src/persistence/index.ts';

type Send = (query: unknown, ...rest: unknown[]) => unknown;

/** Records what the clients of a pool send; notifications after commits belong to no call. */
export class StatementCounter {
  readonly #counted = new WeakSet<object>();
  #texts: string[] = [];

  constructor(pool: ConnectionPool) {
    pool.on('acquire', (client) => this.#listen(client));
  }

  /** The statements that the work sends. */
  async during(work: () => Promise<unknown>): Promise<readonly string[]> {
    this.#texts = [];
    await work();
    return this.#texts;
  }

  #listen(client: object & { query: unknown }): void {
    if (this.#counted.has(client)) return;
    this.#counted.add(client);
    // The cast: `query` has a dozen overloads, and the statement comes first in all of them.
    const send = (client.query as Send).bind(client);
    client.query = (query: unknown, ...rest: unknown[]) => {
      const text = textOf(query);
      if (!text.includes('NOTIFY ')) this.#texts.push(text);
      return send(query, ...rest);
    };
  }
}

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as { readonly text?: unknown }).text);
