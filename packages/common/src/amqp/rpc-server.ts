import { setMaxListeners } from 'node:events';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { AgentMethod, ServerMethod } from '../contract/index.ts';
import { type Lifecycle, type Logger, type Metrics, sleep, withDeadline } from '../runtime/index.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import { type DispatchOptions, type Outcome, type RpcHandlers, handleMessage } from './rpc-handlers.ts';
import { type RpcServerMeter, createServerMeter } from './rpc-meter.ts';
import type { SupervisedChannel } from './supervised-channel.ts';
import {
  type Topology,
  declareAgentQueue,
  declareExchanges,
  declareLossyQueue,
  declareWorkQueue,
} from './topology.ts';

interface CommonOptions {
  readonly connection: AmqpConnection;
  readonly topology: Topology;
  readonly logger: Logger;
  readonly metrics?: Metrics;
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
  readonly handlers: RpcHandlers<AgentMethod>;
}

export type RpcServerOptions = CommonOptions & (ServerSide | AgentSide);

interface Delivery {
  readonly channel: ConfirmChannel;
  readonly queue: string;
  readonly message: ConsumeMessage;
}

const DEFAULT_PREFETCH = 16;
const DEFAULT_DRAIN_MS = 5_000;
const CANCEL_DEADLINE_MS = 2_000;

/**
 * Receives the messages of one side and hands them to its handlers.
 *
 * Each message is acknowledged after its handler is done. Until then it belongs to the channel it came on: when that
 * is lost, the broker delivers the message again, so a handler may see it twice. What cannot be handled never comes
 * back: a call gets the typed error, a cast is copied to the dead queue with the reason in its headers, then
 * acknowledged. It is copied by hand, not by a dead-letter exchange of the queue, because that would fill the dead
 * queue with everything that expires while an agent is away.
 *
 * stop() takes no more messages, waits for the handlers as long as `drainMs`, and gives the rest back to the queue.
 */
export class RpcServer implements Lifecycle {
  readonly #options: RpcServerOptions;
  readonly #dispatch: DispatchOptions;
  readonly #meter: RpcServerMeter;
  readonly #inFlight = new Set<Promise<void>>();
  #channel: SupervisedChannel | undefined;
  #consumerTags: readonly string[] = [];
  #stopping = new AbortController();

  constructor(options: RpcServerOptions) {
    this.#options = options;
    const { handlers, logger, metrics, side } = options;
    this.#dispatch = { from: side === 'server' ? 'agent' : 'server', handlers, logger };
    this.#meter = createServerMeter(metrics);
  }

  start(): void {
    if (this.#channel !== undefined) return;
    this.#stopping = new AbortController();
    // As many deliveries as the prefetch allows may be put off at once.
    setMaxListeners(0, this.#stopping.signal);
    this.#channel = this.#options.connection.supervise('rpc-server', (channel) => this.#setUp(channel));
  }

  /** Resolves when the queues exist and are consumed. @throws DeadlineError */
  async ready(deadlineMs: number): Promise<void> {
    await this.#channel?.ready(deadlineMs);
  }

  async stop(): Promise<void> {
    const channel = this.#channel;
    if (channel === undefined) return;
    this.#channel = undefined;
    if (channel.current !== undefined) await this.#cancel(channel.current);
    this.#stopping.abort(new Error('the RPC server stops'));
    await this.#drain();
    await channel.close();
  }

  async #setUp(channel: ConfirmChannel): Promise<void> {
    const queues = await this.#declare(channel);
    await channel.prefetch(this.#options.prefetch ?? DEFAULT_PREFETCH);
    const tags: string[] = [];
    for (const queue of queues) {
      const { consumerTag } = await channel.consume(queue, (message) =>
        this.#receive(channel, queue, message),
      );
      tags.push(consumerTag);
    }
    this.#consumerTags = tags;
  }

  async #declare(channel: ConfirmChannel): Promise<string[]> {
    const { side, topology: names } = this.#options;
    await declareExchanges(channel, names);
    if (side !== 'server') {
      await declareAgentQueue(channel, names, side.agent);
      return [names.agentQueue(side.agent)];
    }
    await declareWorkQueue(channel, names);
    await declareLossyQueue(channel, names);
    return [names.workQueue, names.lossyQueue];
  }

  #receive(channel: ConfirmChannel, queue: string, message: ConsumeMessage | null): void {
    if (message === null) {
      // The queue was deleted under us. A channel opened anew declares it again.
      this.#options.logger.warn({ queue }, 'the broker cancelled the consumer');
      channel.close().catch(() => undefined);
      return;
    }
    const handling = this.#handle({ channel, queue, message });
    this.#inFlight.add(handling);
    void handling.finally(() => this.#inFlight.delete(handling));
  }

  /** Never rejects: the broker delivers again what a lost channel could not acknowledge. */
  async #handle(delivery: Delivery): Promise<void> {
    const { message, queue } = delivery;
    const startedMs = performance.now();
    const wantsReply = message.properties.replyTo !== undefined;
    const outcome = await handleMessage(message.content, wantsReply, this.#dispatch);
    this.#meter(queue, outcome, performance.now() - startedMs);
    try {
      await this.#conclude(delivery, outcome);
    } catch (error) {
      this.#options.logger.debug(
        { err: error, queue },
        'the channel was lost before the message was concluded',
      );
    }
  }

  async #conclude(delivery: Delivery, outcome: Outcome): Promise<void> {
    const { channel, message } = delivery;
    switch (outcome.kind) {
      case 'done':
        return channel.ack(message);
      case 'reply':
      case 'refused':
        reply(delivery, outcome.body);
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
    const properties = { ...defined({ messageId, contentType }), headers, persistent: true };
    await new Promise<void>((resolve, reject) => {
      channel.publish(this.#options.topology.deadExchange, '', message.content, properties, (failed) =>
        failed === null || failed === undefined ? resolve() : reject(failed as Error),
      );
    });
    channel.ack(message);
  }

  async #cancel(channel: ConfirmChannel): Promise<void> {
    const cancelled = Promise.all(this.#consumerTags.map((tag) => channel.cancel(tag)));
    await withDeadline('cancel of the consumers', CANCEL_DEADLINE_MS, () => cancelled).catch(() => undefined);
  }

  async #drain(): Promise<void> {
    const { drainMs = DEFAULT_DRAIN_MS, logger } = this.#options;
    await withDeadline('drain', drainMs, () => Promise.all(this.#inFlight)).catch(() =>
      logger.warn({ handlers: this.#inFlight.size }, 'stopped before all handlers were done'),
    );
  }
}

function reply({ channel, message }: Delivery, body: Buffer): void {
  const { replyTo, correlationId } = message.properties;
  const properties = { contentType: 'application/json', ...defined({ correlationId }) };
  channel.publish('', String(replyTo), body, properties);
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
