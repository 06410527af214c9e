import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import { Backoff, type Logger, systemClock, withDeadline } from '../runtime/index.ts';

export type ChannelSetup = (channel: ConfirmChannel) => Promise<void>;

export interface SupervisedChannelOptions {
  readonly name: string;
  /** Declares and consumes on a channel that was just opened. */
  readonly setup: ChannelSetup;
  readonly logger: Logger;
  readonly onClosed: () => void;
}

const SETUP_DEADLINE_MS = 10_000;
const CLOSE_DEADLINE_MS = 2_000;
/** A channel that lived this long counts as healthy: its next loss counts as the first one. */
const SETTLED_MS = 10_000;

/**
 * A confirm channel that is reopened whenever it is lost. amqplib's recovery covers connections only: a channel error
 * (406, consumer timeout, deleted queue) would otherwise end a consumer for good.
 *
 * States: offline (no connection), opening, ready, waiting (the channel died or its set-up failed; backoff), closed.
 * A new connection moves every state but closed to opening, the loss of the connection moves to offline. Only the
 * newest attempt counts: an older one closes what it opened.
 */
export class SupervisedChannel {
  readonly #options: SupervisedChannelOptions;
  readonly #backoff = new Backoff({ baseMs: 100, capMs: 5_000 });
  readonly #lostListeners = new Set<(channel: ConfirmChannel) => void>();
  #model: ChannelModel | undefined;
  #channel: ConfirmChannel | undefined;
  #readySinceMs = 0;
  #failures = 0;
  #attempt = 0;
  #timer: NodeJS.Timeout | undefined;
  #readyWaiters: ((channel: ConfirmChannel) => void)[] = [];
  #closed = false;

  constructor(options: SupervisedChannelOptions) {
    this.#options = options;
  }

  /** The channel, if it is open and set up. */
  get current(): ConfirmChannel | undefined {
    return this.#channel;
  }

  /** @throws DeadlineError */
  ready(deadlineMs: number): Promise<ConfirmChannel> {
    if (this.#channel !== undefined) return Promise.resolve(this.#channel);
    return withDeadline(`channel ${this.#options.name}`, deadlineMs, (signal) => {
      return new Promise((resolve) => {
        this.#readyWaiters.push(resolve);
        signal.addEventListener('abort', () => {
          this.#readyWaiters = this.#readyWaiters.filter((waiter) => waiter !== resolve);
        });
      });
    });
  }

  /** Calls `fn` each time a ready channel is lost, alone or with the connection. */
  onLost(fn: (channel: ConfirmChannel) => void): () => void {
    this.#lostListeners.add(fn);
    return () => this.#lostListeners.delete(fn);
  }

  /** For the connection: it is up. */
  connectionUp(model: ChannelModel): void {
    if (this.#closed) return;
    this.#model = model;
    this.#failures = 0;
    void this.#open(model);
  }

  /** For the connection: it is lost, with every channel on it. */
  connectionDown(): void {
    this.#model = undefined;
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#drop();
  }

  /** Closes the channel for good; what was delivered and not acknowledged returns to its queue. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const channel = this.#channel;
    this.connectionDown();
    this.#lostListeners.clear();
    this.#options.onClosed();
    if (channel !== undefined) await closeQuietly(channel);
  }

  async #open(model: ChannelModel): Promise<void> {
    const attempt = ++this.#attempt;
    let channel: ConfirmChannel | undefined;
    try {
      channel = await this.#openChannel(model, attempt);
      await this.#setUp(channel);
      if (attempt === this.#attempt) this.#becomeReady(channel);
      else await closeQuietly(channel);
    } catch (error) {
      if (attempt === this.#attempt) this.#waitForNextAttempt(error);
      if (channel !== undefined) await closeQuietly(channel);
    }
  }

  async #openChannel(model: ChannelModel, attempt: number): Promise<ConfirmChannel> {
    const { name, logger } = this.#options;
    const channel = await model.createConfirmChannel();
    let reason: unknown = 'it was closed';
    // Without a listener an 'error' would end the process.
    channel.on('error', (error) => {
      reason = error;
    });
    channel.on('close', () => {
      if (attempt !== this.#attempt || this.#channel !== channel) return;
      logger.warn({ channel: name, err: reason }, 'channel lost');
      this.#drop();
      this.#waitForNextAttempt(undefined);
    });
    return channel;
  }

  async #setUp(channel: ConfirmChannel): Promise<void> {
    const { name, setup } = this.#options;
    await withDeadline(`set-up of channel ${name}`, SETUP_DEADLINE_MS, () => setup(channel));
  }

  #becomeReady(channel: ConfirmChannel): void {
    const { name, logger } = this.#options;
    if (this.#failures > 0) logger.info({ channel: name, attempts: this.#failures }, 'channel open again');
    this.#channel = channel;
    this.#readySinceMs = systemClock.monotonicMs();
    for (const resolve of this.#readyWaiters.splice(0)) resolve(channel);
  }

  #drop(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    if (channel === undefined) return;
    if (systemClock.monotonicMs() - this.#readySinceMs > SETTLED_MS) this.#failures = 0;
    for (const listener of this.#lostListeners) listener(channel);
  }

  #waitForNextAttempt(error: unknown): void {
    const model = this.#model;
    if (model === undefined || this.#closed) return;
    const { name, logger } = this.#options;
    this.#failures += 1;
    const delayMs = Math.round(this.#backoff.delayMs(this.#failures));
    if (error !== undefined) {
      const level = this.#failures === 1 ? 'warn' : 'debug';
      logger[level]({ channel: name, err: error, retryInMs: delayMs }, 'channel set-up failed');
    }
    this.#attempt += 1;
    this.#timer = setTimeout(() => void this.#open(model), delayMs);
  }
}

/** The channel may be closed already, by the other side or with its connection; that is fine. */
export async function closeQuietly(channel: Channel): Promise<void> {
  try {
    await withDeadline('close of a channel', CLOSE_DEADLINE_MS, () => channel.close());
  } catch {
    // Nothing left to close.
  }
}
