import type { EventEmitter } from 'node:events';
import { callbackify } from 'node:util';
import pg from 'pg';
import type { DatabaseHosts } from './database-hosts.ts';
import { ReadOnlyConnection } from './database-errors.ts';

/** Every wait on the database ends: a request must fail within seconds when the database is down or hangs. */
export const CONNECT_TIMEOUT_MS = 2000;

/** Not in the typings of pg. */
interface WithConnection {
  readonly connection: EventEmitter & { readonly stream: { destroy(): void } };
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/**
 * A connection to the first of the hosts that is no standby: one that is down or a standby fails this connection, and
 * the next one goes to the next host.
 *
 * pg.Pool has one setting for the wait in its queue and for connecting; this class has its own for connecting.
 * pg.Pool also removes its 'error' listener before the user of the connection can add one: a connection that ends
 * right after the handshake, or after the release of a lost one, would end the process. The user of the connection
 * gets the error from its statement.
 */
export class DatabaseConnection extends pg.Client {
  /** By the monotonic clock. */
  readonly createdAt = performance.now();
  readonly #hosts: DatabaseHosts;
  readonly #url: string;
  #isStandby = false;
  #unreadable: Error | undefined;

  constructor(settings: pg.ClientConfig, hosts: DatabaseHosts) {
    const url = hosts.current;
    const { ssl, error } = tlsOf(hosts, url);
    super({
      ...settings,
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      ...(ssl === undefined ? {} : { ssl }),
    });
    this.#hosts = hosts;
    this.#url = url;
    this.#unreadable = error;
    this.on('error', () => undefined);
    // PostgreSQL says so at each login, so it costs no question.
    this.#parts.connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
      if (parameterName === 'in_hot_standby') this.#isStandby = parameterValue === 'on';
    });
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error | undefined) => void): void;
  override connect(callback?: (error: Error | undefined) => void): Promise<pg.Client> | void {
    if (callback === undefined) return this.#connect();
    callbackify(() => this.#connect())((error) => callback(error ?? undefined));
  }

  get #parts(): WithConnection {
    return this;
  }

  async #connect(): Promise<this> {
    try {
      if (this.#unreadable !== undefined) throw this.#unreadable;
      await super.connect();
    } catch (error) {
      this.#parts.connection.stream.destroy();
      this.#hosts.skip(this.#url);
      throw error;
    }
    // The only host is used for what it can do: calls that read work.
    if (!this.#isStandby || !this.#hosts.areSeveral) return this;
    this.#hosts.skip(this.#url);
    await this.end().catch(() => undefined);
    throw new ReadOnlyConnection('the host of the database is a standby');
  }
}

/** Without its files a connection is not made at all; a constructor that throws would leave the pool a place short. */
function tlsOf(hosts: DatabaseHosts, url: string): Pick<pg.ClientConfig, 'ssl'> & { readonly error?: Error } {
  try {
    const ssl = hosts.tlsOf(url);
    return ssl === undefined ? {} : { ssl };
  } catch (error) {
    return { error: error as Error };
  }
}
