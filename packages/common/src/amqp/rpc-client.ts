import { randomUUID } from 'node:crypto';
import type { ConfirmChannel, ConsumeMessage, Message as ReturnedMessage } from 'amqplib';
import {
  type Args,
  type CallMethod,
  type CastMethod,
  type Method,
  type Result,
  RpcError,
  type TraceContext,
  decodeReply,
  encodeMessage,
} from '../contract/index.ts';
import {
  DeadlineError,
  type Lifecycle,
  type Logger,
  type Metrics,
  currentRequestId,
  sleep,
  withDeadline,
} from '../runtime/index.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import { type Destination, routeOf } from './destination.ts';
import { type RpcMeter, createClientMeter } from './rpc-meter.ts';
import { DIRECT_REPLY } from './verified-sender.ts';
import { RouteRepair } from './route-repair.ts';
import type { SupervisedChannel } from './supervised-channel.ts';
import { type Topology, declareExchange } from './topology.ts';

export interface RpcClientOptions {
  readonly connection: AmqpConnection;
  readonly topology: Topology;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /**
   * How answers come: straight to the channel, for which who answers must be allowed to write to every queue; or
   * through the exchange, to a queue of this client. @default straight
   */
  readonly replies?: 'straight' | 'through the exchange';
  /** The broker user that an answer must come from; undefined = any. @default any */
  readonly answerer?: ((to: Destination<Method>) => string) | undefined;
}

export interface RpcOptions {
  readonly deadlineMs?: number;
  /** Taken from the request context when left out. */
  readonly trace?: TraceContext;
  /** Ends the wait, with its reason. The message may have arrived nevertheless. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A message in flight: ended by a confirm (cast), a reply (call), a return, the loss of the channel, or the deadline.
 */
interface Pending {
  readonly channel: ConfirmChannel;
  /** The only user whose answer counts. */
  readonly answerer: string | undefined;
  succeed(body: Buffer | undefined): void;
  fail(error: unknown): void;
}

interface Outgoing {
  readonly to: Destination<Method>;
  readonly method: Method;
  readonly body: Buffer;
  readonly deadlineMs: number;
  readonly isCall: boolean;
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_DEADLINE_MS = 5_000;
/** A missing exchange takes the channel with it, and then the bindings are missing, too. */
const ATTEMPTS = 3;
/** A quorum queue has a leader again after a quarter of a second. */
const NACKED_MS = 100;

/**
 * Sends the messages of the contract.
 *
 * A cast is done when the broker has confirmed it, a call when its reply has arrived. Nothing is buffered: without a
 * connection both fail at once with `disconnected`, and so does everything in flight when the connection is lost. A
 * message that failed with `disconnected` or `timeout` may have arrived nevertheless. A message that the broker did not
 * take (a nack: the leader of a quorum queue is gone) is sent again until the deadline, each time on a new channel: a
 * channel whose first message met that gap is refused for ever (RabbitMQ 3.10). One that no queue takes has its
 * way set up and is sent again, within a second (`unroutable`: in vain), and so is one whose channel was lost
 * alone, so that it may arrive twice.
 */
export class RpcClient implements Lifecycle {
  readonly #options: RpcClientOptions;
  readonly #meter: RpcMeter;
  readonly #pending = new Map<string, Pending>();
  readonly #repair: RouteRepair;
  #channel: SupervisedChannel | undefined;
  #replyTo: string = DIRECT_REPLY;

  constructor(options: RpcClientOptions) {
    this.#options = options;
    this.#meter = createClientMeter(options.metrics);
    this.#repair = new RouteRepair(options);
  }

  start(): void {
    if (this.#channel !== undefined) return;
    this.#channel = this.#options.connection.supervise('rpc-client', (channel) => this.#setUp(channel));
    this.#channel.onLost((channel) => this.#failAll(channel));
  }

  /** Everything in flight fails with `disconnected`. */
  async stop(): Promise<void> {
    const channel = this.#channel;
    this.#channel = undefined;
    await channel?.close();
  }

  /** @throws RpcError invalid_args, unroutable, disconnected, timeout */
  async cast<M extends CastMethod>(
    to: Destination<M>,
    method: M,
    args: Args<M>,
    options: RpcOptions = {},
  ): Promise<void> {
    const body = encodeMessage(method, args, { trace: options.trace ?? currentTrace() });
    const { deadlineMs = DEFAULT_DEADLINE_MS, signal } = options;
    await this.#meter(method, () => this.#send({ to, method, body, deadlineMs, isCall: false, signal }));
  }

  /** @throws RpcError invalid_args, unroutable, disconnected, timeout, or the error that the other side answered */
  async call<M extends CallMethod>(
    to: Destination<M>,
    method: M,
    args: Args<M>,
    options: RpcOptions = {},
  ): Promise<Result<M>> {
    const body = encodeMessage(method, args, { trace: options.trace ?? currentTrace() });
    const { deadlineMs = DEFAULT_DEADLINE_MS, signal } = options;
    return await this.#meter(method, async () => {
      const reply = await this.#send({ to, method, body, deadlineMs, isCall: true, signal });
      return decodeReply(method, reply ?? Buffer.alloc(0));
    });
  }

  async #setUp(channel: ConfirmChannel): Promise<void> {
    await declareExchange(channel, this.#options.topology);
    channel.on('return', (message) => this.#onReturn(message));
    this.#replyTo = await this.#declareReplies(channel);
    // Direct reply-to needs its consumer before the first publish, or the broker closes the channel.
    await channel.consume(this.#replyTo, (message) => this.#onReply(channel, message), { noAck: true });
  }

  /** A new name for each channel: the queue of the one before may still be there. */
  async #declareReplies(channel: ConfirmChannel): Promise<string> {
    const { replies = 'straight', topology: names } = this.#options;
    if (replies === 'straight') return DIRECT_REPLY;
    const queue = names.replyQueue(randomUUID());
    await channel.assertQueue(queue, { exclusive: true, autoDelete: true, durable: false });
    await channel.bindQueue(queue, names.exchange, queue);
    return queue;
  }

  async #send(outgoing: Outgoing): Promise<Buffer | undefined> {
    const endMs = performance.now() + outgoing.deadlineMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(outgoing, endMs);
      } catch (error) {
        const leftMs = endMs - performance.now();
        if (isNack(error) && leftMs > NACKED_MS) {
          await sleep(NACKED_MS);
          continue;
        }
        if (attempt >= ATTEMPTS || !(await this.#mayGoAgain(outgoing, error, leftMs))) throw error;
      }
    }
  }

  /** After its return, if the way can be set up; after the loss of the channel alone, such as to a missing exchange. */
  async #mayGoAgain({ to }: Outgoing, error: unknown, leftMs: number): Promise<boolean> {
    if (!(error instanceof RpcError) || this.#channel === undefined) return false;
    if (error.code === 'disconnected') return this.#options.connection.connected;
    if (error.code !== 'unroutable') return false;
    return await withDeadline('set-up of a route', leftMs, () => this.#repair.repair(to)).catch(() => false);
  }

  async #sendOnce(outgoing: Outgoing, endMs: number): Promise<Buffer | undefined> {
    const channel = await this.#ready(endMs - performance.now());
    const id = randomUUID();
    const remainingMs = endMs - performance.now();
    const { signal } = outgoing;
    signal?.throwIfAborted();
    return await new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#pending.delete(id);
      };
      const pending: Pending = {
        channel,
        answerer: this.#options.answerer?.(outgoing.to),
        succeed: (body) => (settle(), resolve(body)),
        fail: (error) => (settle(), reject(error)),
      };
      const timer = setTimeout(() => pending.fail(timedOut(outgoing)), remainingMs);
      const abort = (): void => pending.fail(signal?.reason);
      signal?.addEventListener('abort', abort);
      this.#pending.set(id, pending);
      this.#publish(channel, outgoing, id);
    });
  }

  async #ready(deadlineMs: number): Promise<ConfirmChannel> {
    const channel = this.#channel;
    if (channel === undefined || !this.#options.connection.connected) throw disconnected();
    if (channel.current !== undefined) return channel.current;
    let unsubscribe: () => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      unsubscribe = this.#options.connection.onDisconnected(() => reject(disconnected()));
    });
    try {
      return await Promise.race([channel.ready(deadlineMs), lost]);
    } catch (error) {
      throw error instanceof DeadlineError ? disconnected(error) : error;
    } finally {
      unsubscribe();
    }
  }

  #publish(channel: ConfirmChannel, outgoing: Outgoing, id: string): void {
    const { topology: names } = this.#options;
    const { key, persistent } = routeOf(names, outgoing.to, outgoing.method);
    const properties = {
      messageId: id,
      userId: this.#options.connection.user,
      contentType: 'application/json',
      type: outgoing.method,
      mandatory: true,
      persistent: persistent && !outgoing.isCall,
      // After that time nobody waits for the answer, so the broker drops the call instead of delivering it.
      ...(outgoing.isCall
        ? { replyTo: this.#replyTo, correlationId: id, expiration: outgoing.deadlineMs }
        : {}),
    };
    const onConfirm = (error: unknown): void => {
      if (error !== null && error !== undefined) this.#onNack(channel, id, error);
      else if (!outgoing.isCall) this.#pending.get(id)?.succeed(undefined);
    };
    try {
      channel.publish(names.exchange, key, outgoing.body, properties, onConfirm);
    } catch (error) {
      // A channel that has just closed throws here.
      this.#pending.get(id)?.fail(disconnected(error));
    }
  }

  /** Also called for everything on a channel that is lost. */
  #onNack(channel: ConfirmChannel, id: string, error: unknown): void {
    this.#pending.get(id)?.fail(disconnected(error));
    if (this.#channel?.current === channel) channel.close().catch(() => undefined);
  }

  /** The broker sends the return before the confirm of the same message. */
  #onReturn(message: ReturnedMessage): void {
    const id = String(message.properties.messageId);
    const key = message.fields.routingKey;
    this.#pending.get(id)?.fail(new RpcError('unroutable', `no queue takes messages for ${key}`));
  }

  #onReply(channel: ConfirmChannel, message: ConsumeMessage | null): void {
    // The broker has cancelled the consumer. A reopened channel has another one.
    if (message === null) return void channel.close().catch(() => undefined);
    const { correlationId, userId } = message.properties;
    const pending = this.#pending.get(String(correlationId));
    if (pending === undefined) return;
    if (pending.answerer === undefined || pending.answerer === userId) pending.succeed(message.content);
    else
      this.#options.logger.warn({ user: String(userId) }, 'the answer of another broker user is overlooked');
  }

  #failAll(channel: ConfirmChannel): void {
    for (const pending of this.#pending.values()) {
      if (pending.channel === channel) pending.fail(disconnected());
    }
  }
}

const currentTrace = (): TraceContext => ({ request_id: currentRequestId() ?? null });

const disconnected = (cause?: unknown): RpcError =>
  new RpcError('disconnected', 'no connection to the broker', cause === undefined ? {} : { cause });

/** amqplib's word for it. */
const isNack = (error: unknown): boolean =>
  error instanceof RpcError && error.cause instanceof Error && error.cause.message === 'message nacked';

function timedOut({ method, deadlineMs, isCall }: Outgoing): RpcError {
  const what = isCall ? 'answer to' : 'confirm of';
  return new RpcError('timeout', `no ${what} ${method} within ${deadlineMs} ms`);
}
