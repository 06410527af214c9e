import { Backoff, type Lifecycle, type Logger, sleep } from '@lbaas/common/runtime';
import type pg from 'pg';
import { connectionSettings } from './connection-pool.ts';
import { DatabaseConnection } from './database-connection.ts';
import { type DatabaseAddress, DatabaseHosts } from './database-hosts.ts';

/**
 * What a write may wake, in this server and in every other one. `lbaas_dispatch`: a generation or a placement has
 * changed. `lbaas_placement`: an agent may take devices that wait. `lbaas_events`: there may be events to send.
 * `lbaas_sessions`: somebody has signed out of the web page.
 */
export const CHANNELS = ['lbaas_dispatch', 'lbaas_placement', 'lbaas_events', 'lbaas_sessions'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface NotificationListenerOptions extends DatabaseAddress {
  readonly logger: Logger;
  /** How often a silent connection is probed. */
  readonly probeEveryMs?: number;
}

/**
 * Receives the notifications of all commits in this database, on one connection outside the pool that reconnects by
 * itself. Notifications are lost while it is down, so every subscriber is woken after a reconnect. Wake-ups are only
 * hints: subscribers that depend on them poll too.
 */
export class NotificationListener implements Lifecycle {
  readonly #options: NotificationListenerOptions & { readonly probeEveryMs: number };
  readonly #hosts: DatabaseHosts;
  readonly #backoff = new Backoff({ baseMs: 50, capMs: 2000 });
  readonly #subscribers = new Map<Channel, Set<() => void>>(CHANNELS.map((name) => [name, new Set()]));
  #stopping: AbortController | undefined;
  #running: Promise<void> | undefined;

  constructor(options: NotificationListenerOptions) {
    this.#options = { probeEveryMs: 5000, ...options };
    this.#hosts = new DatabaseHosts(options);
  }

  /** Returns the function that ends the subscription. */
  on(channel: Channel, wake: () => void): () => void {
    this.#subscribers.get(channel)?.add(wake);
    return () => this.#subscribers.get(channel)?.delete(wake);
  }

  /** Neither waits for the connection nor fails without one. */
  start(): void {
    if (this.#stopping !== undefined) return;
    this.#stopping = new AbortController();
    this.#running = this.#run(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping?.abort(new Error('stopped'));
    await this.#running;
    this.#stopping = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const lost = await this.#session(signal, () => (failures = 0));
      if (lost === undefined) return;
      if (failures === 0) this.#options.logger.warn({ err: lost }, 'no notifications from the database');
      failures += 1;
      await sleep(this.#backoff.delayMs(failures), signal).catch(() => undefined);
    }
  }

  /** One connection from start to end. Resolves with the error that ended it, or undefined if stop() did. */
  async #session(signal: AbortSignal, onReady: () => void): Promise<Error | undefined> {
    const client = new DatabaseConnection(connectionSettings(this.#options.url), this.#hosts);
    const over = new AbortController();
    const ended = endOf(client, signal, over.signal);
    let probe: NodeJS.Timeout | undefined;
    try {
      client.on('notification', ({ channel }) => this.#wake(channel as Channel));
      await client.connect();
      await client.query(CHANNELS.map((channel) => `LISTEN ${channel}`).join('; '));
      onReady();
      probe = setInterval(
        () => void stillListens(client).catch((error: Error) => client.emit('error', error)),
        this.#options.probeEveryMs,
      );
      for (const channel of CHANNELS) this.#wake(channel);
      return await ended;
    } catch (error) {
      return signal.aborted ? undefined : (error as Error);
    } finally {
      clearInterval(probe);
      over.abort();
      // Not awaited: where TLS has failed, pg waits for an answer that does not come.
      void client.end().catch(() => undefined);
    }
  }

  #wake(channel: Channel): void {
    for (const wake of this.#subscribers.get(channel) ?? []) wake();
  }
}

/**
 * A connection that a proxy has moved to another server, or that was reset, answers but listens to nothing.
 * @throws Error when it does not answer, or does not listen
 */
async function stillListens(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ channel: string }>('SELECT pg_listening_channels() AS channel');
  const channels = new Set(rows.map(({ channel }) => channel));
  if (!CHANNELS.every((name) => channels.has(name))) throw new Error('the connection listens no longer');
}

/**
 * `over` removes the listener: while the database is down, listeners of failed attempts must not pile up on the
 * signal of stop().
 */
function endOf(client: pg.Client, signal: AbortSignal, over: AbortSignal): Promise<Error | undefined> {
  return new Promise((resolve) => {
    client.on('error', resolve);
    client.on('end', () => resolve(new Error('the connection has ended')));
    signal.addEventListener('abort', () => resolve(undefined), { once: true, signal: over });
  });
}
