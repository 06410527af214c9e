import { type Channel, type ChannelModel, connect } from 'amqplib';
import { Backoff, type Lifecycle, type Logger, sleep, systemClock, withDeadline } from '../runtime/index.ts';
import { type BrokerAddress, brokerUrls, tlsOptions, userOf } from './broker-address.ts';
import { type BrokerFault, faultOfBroker } from './broker-fault.ts';
import { type ChannelSetup, SupervisedChannel, closeQuietly } from './supervised-channel.ts';

export interface AmqpConnectionOptions extends BrokerAddress {
  /** Shown in the broker's list of connections. */
  readonly name: string;
  readonly logger: Logger;
  /** A frozen peer is noticed after 2 to 3 of these. */
  readonly heartbeatS?: number;
}

/** Why nothing can be sent, in words. Constants: what waits for one of them is found by it. */
export const BROKER_UNREACHABLE = 'the message broker is unreachable';
export const BROKER_BLOCKED = 'the message broker takes no messages: it has run out of memory or disk';

const CONNECT_DEADLINE_MS = 5_000;
const CLOSE_DEADLINE_MS = 3_000;
/** A connection that lasted this long counts as healthy: the next attempt after its loss is immediate. */
const SETTLED_MS = 10_000;

/**
 * The only connection of a process. It recovers by itself, and its supervised channels are opened again. Of a cluster,
 * one broker after the other is tried.
 *
 * States: stopped, connecting (first time or again, with backoff, without end), connected. start() moves stopped to
 * connecting and never fails because the broker is down; losing the connection moves back to connecting; stop() ends
 * every state. Each loss and each return is logged once.
 *
 * amqplib 2.3.1's own `recovery` is not used because of three gaps: a connection that opens while it is being stopped
 * has no 'error' listener, nor has one whose `setup` hook still runs, so a socket error ends the process; the socket
 * of a lost connection is only half closed and stays open if the peer is frozen; and close() waits for a frozen peer
 * without a deadline.
 */
export class AmqpConnection implements Lifecycle {
  readonly #options: AmqpConnectionOptions;
  readonly #urls: readonly URL[];
  #turn = 0;
  #fault: string | undefined;
  readonly #backoff = new Backoff({ baseMs: 100, capMs: 2_000 });
  readonly #channels = new Set<SupervisedChannel>();
  readonly #connectedListeners = new Set<() => void>();
  readonly #disconnectedListeners = new Set<() => void>();
  #model: ChannelModel | undefined;
  #isBlocked = false;
  #controller: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();

  /** @throws TypeError when the URL is not one of AMQP */
  constructor(options: AmqpConnectionOptions) {
    this.#options = options;
    this.#urls = brokerUrls(options.url);
  }

  /** Whom the broker knows this process as: what messages may give as their sender. */
  get user(): string {
    return userOf(this.#url);
  }

  /** What somebody has to set right before there can be a connection, if that is why there is none. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Of the connection, or of the next attempt. */
  get #url(): URL {
    const { length } = this.#urls;
    return this.#urls[this.#turn % length] as URL;
  }

  get connected(): boolean {
    return this.#model !== undefined;
  }

  /**
   * Why nothing can be sent now; undefined when it can. A broker that has run out of memory or disk goes on delivering,
   * and says that it takes nothing (connection.blocked) after the first message that it did not take.
   */
  get obstacle(): typeof BROKER_UNREACHABLE | typeof BROKER_BLOCKED | undefined {
    if (!this.connected) return BROKER_UNREACHABLE;
    return this.#isBlocked ? BROKER_BLOCKED : undefined;
  }

  start(): void {
    if (this.#controller !== undefined) return;
    const controller = new AbortController();
    this.#controller = controller;
    this.#loop = this.#keepConnected(controller.signal);
  }

  /** The supervised channels go offline and are opened again by the next start(). */
  async stop(): Promise<void> {
    this.#controller?.abort(new Error('the connection is stopped'));
    this.#controller = undefined;
    await this.#loop;
  }

  /** @throws DeadlineError */
  async whenConnected(deadlineMs: number): Promise<void> {
    if (this.connected) return;
    let unsubscribe: () => void = () => undefined;
    const connected = new Promise<void>((resolve) => {
      unsubscribe = this.onConnected(resolve);
    });
    await withDeadline(`connection to ${this.#url.host}`, deadlineMs, () => connected).finally(unsubscribe);
  }

  /**
   * Calls `fn` after every connect, when messages are taken again, and at once if already connected. Call the returned
   * function to unsubscribe.
   */
  onConnected(fn: () => void): () => void {
    this.#connectedListeners.add(fn);
    if (this.connected) fn();
    return () => this.#connectedListeners.delete(fn);
  }

  onDisconnected(fn: () => void): () => void {
    this.#disconnectedListeners.add(fn);
    return () => this.#disconnectedListeners.delete(fn);
  }

  /** A channel that is opened and set up on every connect, and again if it dies while the connection lives. */
  supervise(name: string, setup: ChannelSetup): SupervisedChannel {
    const { logger } = this.#options;
    const onClosed = (): void => void this.#channels.delete(channel);
    const channel = new SupervisedChannel({ name, setup, logger, onClosed });
    this.#channels.add(channel);
    if (this.#model !== undefined) channel.connectionUp(this.#model);
    return channel;
  }

  /** A channel for one piece of work, which may break it. @throws Error without a connection, or of the work */
  async withChannel<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
    if (this.#model === undefined) throw new Error('no connection to the broker');
    const channel = await this.#model.createChannel();
    // Without a listener an 'error' would end the process; the work fails with it.
    channel.on('error', () => undefined);
    try {
      return await work(channel);
    } finally {
      await closeQuietly(channel);
    }
  }

  /** Drops the connection: another one takes its place at once. */
  renew(): void {
    this.#model?.close().catch(() => undefined);
  }

  async #keepConnected(signal: AbortSignal): Promise<void> {
    const stopped = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const reasons = new Set<string>();
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        const model = await this.#connect(stopped);
        if (model === undefined) return;
        this.#fault = undefined;
        reasons.clear();
        if (await this.#serve(model, stopped)) attempt = 0;
      } catch (error) {
        this.#failed(error, reasons);
      }
      // The broker that is gone comes last.
      this.#turn += 1;
      const round = Math.ceil(attempt / this.#urls.length);
      const waitMs = attempt % this.#urls.length === 0 ? this.#backoff.delayMs(round) : 0;
      await sleep(waitMs, signal).catch(() => undefined);
    }
  }

  /** Logged once per broker and reason, not per attempt. */
  #failed(error: unknown, reasons: Set<string>): void {
    const { text, mustBeSetRight }: BrokerFault = faultOfBroker(error);
    this.#fault = mustBeSetRight ? text : undefined;
    const known = `${this.#url.host} ${text}`;
    if (!reasons.has(known)) this.#log('warn', 'no connection to the broker', text);
    reasons.add(known);
  }

  async #connect(stopped: Promise<undefined>): Promise<ChannelModel | undefined> {
    const { tls, name, heartbeatS = 10 } = this.#options;
    const address = new URL(this.#url);
    address.searchParams.set('heartbeat', String(heartbeatS));
    const opening = connect(address.href, {
      ...tlsOptions(address, tls),
      // Without it Nagle's algorithm makes a sequential call take 40 ms instead of 0.4 ms.
      noDelay: true,
      keepAlive: true,
      timeout: CONNECT_DEADLINE_MS,
      clientProperties: { connection_name: name },
    }).then((model) => {
      // 'close' follows and is what counts; without a listener an 'error' would end the process.
      model.on('error', () => undefined);
      return model;
    });
    const model = await Promise.race([opening, stopped]);
    if (model === undefined) opening.then(end, () => undefined);
    return model;
  }

  /** Waits until the connection is lost or stopped; true if it had lasted, so that its loss counts as the first one. */
  async #serve(model: ChannelModel, stopped: Promise<undefined>): Promise<boolean> {
    const since = systemClock.monotonicMs();
    const { logger } = this.#options;
    const lost = new Promise<string>((resolve) => {
      model.on('close', (error?: Error) => resolve(error?.message ?? 'closed'));
    });
    model.on('blocked', (reason) => {
      this.#isBlocked = true;
      logger.warn({ reason }, 'the broker takes no messages');
    });
    model.on('unblocked', () => {
      this.#isBlocked = false;
      logger.info('the broker takes messages again');
      this.#tell(this.#connectedListeners);
    });
    this.#up(model);
    const reason = await Promise.race([lost, stopped]);
    if (reason !== undefined) this.#log('warn', 'lost the broker', reason);
    this.#down();
    await end(model);
    return systemClock.monotonicMs() - since > SETTLED_MS;
  }

  #up(model: ChannelModel): void {
    this.#model = model;
    this.#isBlocked = false;
    this.#log('info', 'connected to the broker');
    for (const channel of this.#channels) channel.connectionUp(model);
    this.#tell(this.#connectedListeners);
  }

  #down(): void {
    this.#model = undefined;
    for (const channel of this.#channels) channel.connectionDown();
    this.#tell(this.#disconnectedListeners);
  }

  #tell(listeners: ReadonlySet<() => void>): void {
    for (const listener of Array.from(listeners)) {
      try {
        listener();
      } catch (error) {
        this.#options.logger.error({ err: error }, 'a listener of the connection failed');
      }
    }
  }

  #log(level: 'info' | 'warn', text: string, reason?: string): void {
    this.#options.logger[level](
      { broker: this.#url.host, ...(reason === undefined ? {} : { reason }) },
      text,
    );
  }
}

/** Not in amqplib's typings, but the only way to drop a connection whose peer does not answer. */
interface WithStream {
  readonly stream: { destroy(): void };
}

/** Closes cleanly if the peer answers, and destroys the socket in any case. */
async function end(model: ChannelModel): Promise<void> {
  try {
    await withDeadline('close of the connection', CLOSE_DEADLINE_MS, () => model.close());
  } catch {
    // Already lost, or the peer does not answer.
  } finally {
    (model.connection as unknown as WithStream).stream.destroy();
  }
}
