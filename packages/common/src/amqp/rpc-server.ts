import { setMaxListeners } from 'node:events';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { AgentMethod, ServerMethod } from '../contract/index.ts';
import {
  type Lifecycle,
  type Logger,
  type Metrics,
  inRequest,
  sleep,
  withDeadline,
} from '../runtime/index.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import { OwnQueues } from './own-queues.ts';
import { type DispatchOptions, type Outcome, type RpcHandlers, handleMessage } from './rpc-handlers.ts';
import { type RpcServerMeter, createServerMeter } from './rpc-meter.ts';
import type { SupervisedChannel } from './supervised-channel.ts';
import type { Topology } from './topology.ts';
import type { Sender, SenderRule } from './verified-sender.ts';

interface CommonOptions {
  readonly connection: AmqpConnection;
  readonly topology: Topology;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** Whose messages are handled. @default those of everybody whom the broker lets in */
  readonly believes?: SenderRule | undefined;
  /** How many messages of one queue are handled at once; 16 when left out. */
  readonly prefetch?: number;
  /** How long stop() waits for handlers; 5 s when left out. */
  readonly drainMs?: number;
}

interface ServerSide {
  readonly side: 'server';
  readonly handlers: RpcHandlers<ServerMethod>;
}

interface AgentSide {
  readonly side: { readonly agent: string };
  /** The queue is declared at the start, but nothing is consumed before consume(). */
  readonly consumesOnDemand?: boolean;
  readonly handlers: RpcHandlers<AgentMethod>;
}

export type RpcServerOptions = CommonOptions & (ServerSide | AgentSide);

interface Delivery {
  readonly consumer: Consumer;
  readonly channel: ConfirmChannel;
  readonly queue: string;
  readonly message: ConsumeMessage;
}

interface Consumer {
  readonly channel: ConfirmChannel;
  readonly tags: string[];
  /** Its messages were returned to the queue, so they must be neither acknowledged nor rejected. */
  released: boolean;
}

const DEFAULT_PREFETCH = 16;
const DEFAULT_DRAIN_MS = 5_000;
const CANCEL_DEADLINE_MS = 2_000;
/**
 * An exchange or a binding that somebody deletes tells nobody. At most seven short questions to the broker, and nothing
 * but the answers where all is there.
 */
const DECLARE_EVERY_MS = 5_000;

/**
 * Receives the messages of one side and hands them to its handlers.
 *
 * Each message is acknowledged after its handler is done. Until then it belongs to the channel that it arrived on: if
 * that channel is lost, the broker delivers the message again, so a handler may see it twice. A message that cannot
 * be handled never comes back: a call gets the typed error; a cast is copied to the dead-letter queue with the reason
 * in its headers and then acknowledged. It is copied here, not by a dead-letter exchange of the queue, because that
 * would fill the dead-letter queue with everything that expires while an agent is down.
 *
 * With `consumesOnDemand`, consume() must be called again on each channel, because the right to consume may have
 * ended while the previous channel was lost. `onLost` reports such losses.
 *
 * stop() stops consuming, waits up to `drainMs` for the handlers, and returns the rest to the queue.
 */
export class RpcServer implements Lifecycle {
  readonly #options: RpcServerOptions;
  readonly #dispatch: DispatchOptions;
  readonly #queues: OwnQueues;
  readonly #meter: RpcServerMeter;
  readonly #inFlight = new Set<Promise<void>>();
  #channel: SupervisedChannel | undefined;
  readonly #lostListeners = new Set<() => void>();
  #consumer: Consumer | undefined;
  #stopping = new AbortController();
  #declaring: NodeJS.Timeout | undefined;

  constructor(options: RpcServerOptions) {
    this.#options = options;
    const { handlers, logger, metrics, side, believes } = options;
    this.#dispatch = { from: side === 'server' ? 'agent' : 'server', handlers, logger, believes };
    this.#queues = new OwnQueues(side, options.topology, logger);
    this.#meter = createServerMeter(metrics);
  }

  start(): void {
    if (this.#channel !== undefined) return;
    this.#stopping = new AbortController();
    // As many deliveries as the prefetch allows may be delayed at the same time.
    setMaxListeners(0, this.#stopping.signal);
    this.#channel = this.#options.connection.supervise('rpc-server', (channel) => this.#setUp(channel));
    this.#channel.onLost(() => {
      for (const listener of this.#lostListeners) listener();
    });
    this.#declaring = setInterval(() => this.#declareAgain(), DECLARE_EVERY_MS);
  }

  /** Consumes from now on, on this channel. @throws DeadlineError */
  async consume(deadlineMs: number): Promise<void> {
    const channel = await this.#channel?.ready(deadlineMs);
    if (channel === undefined || this.#consumer?.channel === channel) return;
    await withDeadline('start of the consumers', deadlineMs, () => this.#consume(channel));
  }

  /** Stops consuming until the next consume(), and returns at once what is not acknowledged yet. */
  async release(): Promise<void> {
    const consumer = this.#consumer;
    this.#consumer = undefined;
    if (consumer === undefined) return;
    consumer.released = true;
    await giveBack(consumer);
  }

  /** Gives the channel up, as if it had been lost: the next one declares and consumes everything anew. */
  renew(): void {
    this.#channel?.current?.close().catch(() => undefined);
  }

  /** Calls `fn` each time the channel is lost, alone or with the connection. */
  onLost(fn: () => void): void {
    this.#lostListeners.add(fn);
  }

  /** Resolves when the queues exist, and are consumed unless consuming is on demand. @throws DeadlineError */
  async ready(deadlineMs: number): Promise<void> {
    await this.#channel?.ready(deadlineMs);
  }

  async stop(): Promise<void> {
    const channel = this.#channel;
    if (channel === undefined) return;
    this.#channel = undefined;
    clearInterval(this.#declaring);
    const consumer = this.#consumer;
    this.#consumer = undefined;
    if (consumer !== undefined) await cancel(consumer);
    this.#stopping.abort(new Error('the RPC server stops'));
    await this.#drain();
    await channel.close();
  }

  async #setUp(channel: ConfirmChannel): Promise<void> {
    await this.#queues.declare(channel);
    await channel.prefetch(this.#options.prefetch ?? DEFAULT_PREFETCH);
    this.#consumer = undefined;
    if (!('consumesOnDemand' in this.#options && this.#options.consumesOnDemand))
      await this.#consume(channel);
  }

  async #consume(channel: ConfirmChannel): Promise<void> {
    const consumer: Consumer = { channel, tags: [], released: false };
    this.#consumer = consumer;
    for (const queue of this.#queues.names) {
      const { consumerTag } = await channel.consume(queue, (message) =>
        this.#receive(consumer, queue, message),
      );
      consumer.tags.push(consumerTag);
    }
    // It was released before the broker had started it, when there was nothing to cancel yet.
    if (consumer.released) await giveBack(consumer);
  }

  /** What cannot be declared closes the channel, and a reopened one tries again. */
  #declareAgain(): void {
    const channel = this.#channel?.current;
    if (channel !== undefined) this.#queues.declare(channel).catch(() => undefined);
  }

  #receive(consumer: Consumer, queue: string, message: ConsumeMessage | null): void {
    const { channel, released } = consumer;
    if (released) return;
    if (message === null) {
      // The queue was deleted while in use. A reopened channel declares it again.
      this.#options.logger.warn({ queue }, 'the broker cancelled the consumer');
      channel.close().catch(() => undefined);
      return;
    }
    const handling = this.#handle({ consumer, channel, queue, message });
    this.#inFlight.add(handling);
    void handling.finally(() => this.#inFlight.delete(handling));
  }

  /** Never rejects: what a lost channel could not acknowledge is delivered again. */
  async #handle(delivery: Delivery): Promise<void> {
    const { message, queue } = delivery;
    const startedMs = performance.now();
    const outcome = await handleMessage(message.content, senderOf(message), this.#dispatch);
    this.#meter(queue, outcome, performance.now() - startedMs);
    try {
      await inRequest(outcome.requestId, () => this.#conclude(delivery, outcome));
    } catch (error) {
      this.#options.logger.debug(
        { err: error, queue },
        'the channel was lost before the message was concluded',
      );
    }
  }

  async #conclude(delivery: Delivery, outcome: Outcome): Promise<void> {
    const { channel, message, consumer } = delivery;
    if (consumer.released) return;
    switch (outcome.kind) {
      case 'done':
        return channel.ack(message);
      case 'reply':
      case 'refused':
        this.#reply(delivery, outcome.body);
        return channel.ack(message);
      case 'dead':
        return await this.#bury(delivery, outcome);
      case 'retry':
        this.#options.logger.debug(
          { method: outcome.method, reason: outcome.error.message },
          'message put off',
        );
        await sleep(outcome.error.afterMs, this.#stopping.signal).catch(() => undefined);
        return channel.nack(message, false, true);
    }
  }

  async #bury(delivery: Delivery, outcome: Outcome & { kind: 'dead' }): Promise<void> {
    const { channel, message, queue } = delivery;
    const { code, error, method } = outcome;
    this.#options.logger.error({ err: error, queue, method, code }, 'message moved to the dead queue');
    const headers = { 'x-queue': queue, 'x-error-code': code, 'x-error': error.message.slice(0, 1000) };
    const { messageId, contentType } = message.properties;
    const userId = this.#options.connection.user;
    const properties = { ...defined({ messageId, contentType }), userId, headers, persistent: true };
    const { declares, exchange, deadExchange, deadKey } = this.#options.topology;
    const [to, key] = declares === 'own' ? [exchange, deadKey] : [deadExchange, ''];
    await new Promise<void>((resolve, reject) => {
      channel.publish(to, key, message.content, properties, (failed) =>
        failed === null || failed === undefined ? resolve() : reject(failed as Error),
      );
    }).catch((refusal: unknown) => {
      // A quorum queue without a leader takes nothing more from this channel; the message comes again on another one.
      channel.close().catch(() => undefined);
      throw refusal;
    });
    channel.ack(message);
  }

  /** Through the exchange if the answer is awaited there; to whoever asks directly, only the default one leads. */
  #reply({ channel, message }: Delivery, body: Buffer): void {
    const { replyTo, correlationId } = message.properties;
    const { connection, topology } = this.#options;
    const to = String(replyTo);
    const userId = connection.user;
    const properties = { contentType: 'application/json', userId, ...defined({ correlationId }) };
    channel.publish(topology.isReplyQueue(to) ? topology.exchange : '', to, body, properties);
  }

  async #drain(): Promise<void> {
    const { drainMs = DEFAULT_DRAIN_MS, logger } = this.#options;
    await withDeadline('drain', drainMs, () => Promise.all(this.#inFlight)).catch(() =>
      logger.warn({ handlers: this.#inFlight.size }, 'stopped before all handlers were done'),
    );
  }
}

async function cancel({ channel, tags }: Consumer): Promise<void> {
  const cancelled = async (): Promise<unknown> => Promise.all(tags.map((tag) => channel.cancel(tag)));
  await withDeadline('cancel of the consumers', CANCEL_DEADLINE_MS, cancelled).catch(() => undefined);
}

async function giveBack(consumer: Consumer): Promise<void> {
  await cancel(consumer);
  try {
    consumer.channel.nackAll(true);
  } catch {
    // The channel is lost, and the broker has requeued them.
  }
}

const senderOf = ({ properties }: ConsumeMessage): Sender => ({
  user: properties.userId as string | undefined,
  wasMoved: properties.headers?.['x-death'] !== undefined,
  replyTo: properties.replyTo as string | undefined,
});

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
