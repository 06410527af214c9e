import { randomUUID } from 'node:crypto';
import type { ConfirmChannel } from '@lbaas/common/amqp';
import type { RpcWorld } from '../../packages/common/src/amqp/testing/rpc-world.ts';

const REPLY_QUEUE = 'amq.rabbitmq.reply-to';

/** A peer that knows AMQP but not the contract: sends and answers any bytes. */
export class RawPeer {
  readonly #world: RpcWorld;
  readonly #channel: ConfirmChannel;
  readonly #waiting = new Map<string, (body: Buffer) => void>();

  static async open(world: RpcWorld): Promise<RawPeer> {
    const peer = new RawPeer(world, await world.channel());
    await peer.#listen();
    return peer;
  }

  private constructor(world: RpcWorld, channel: ConfirmChannel) {
    this.#world = world;
    this.#channel = channel;
  }

  cast(key: string, body: Buffer): void {
    this.#channel.publish(this.#world.names.exchange, key, body);
  }

  /** The reply as received. */
  call(key: string, body: Buffer): Promise<unknown> {
    const correlationId = randomUUID();
    const properties = { replyTo: REPLY_QUEUE, correlationId };
    return new Promise((resolve) => {
      this.#waiting.set(correlationId, (reply) => resolve(JSON.parse(reply.toString())));
      this.#channel.publish(this.#world.names.exchange, key, body, properties);
    });
  }

  /** Answers every message for the agent with the result of `answer`. */
  async answerAs(host: string, answer: () => Buffer): Promise<void> {
    const { names } = this.#world;
    const { queue } = await this.#channel.assertQueue('', { exclusive: true });
    await this.#channel.bindQueue(queue, names.exchange, names.agentKey(host));
    await this.#channel.consume(
      queue,
      (message) => {
        const { replyTo, correlationId } = message?.properties ?? {};
        this.#channel.publish('', String(replyTo), answer(), { correlationId: String(correlationId) });
      },
      { noAck: true },
    );
  }

  async #listen(): Promise<void> {
    const take = (correlationId: string, body: Buffer): void => this.#waiting.get(correlationId)?.(body);
    await this.#channel.consume(
      REPLY_QUEUE,
      (message) => message !== null && take(String(message.properties.correlationId), message.content),
      { noAck: true },
    );
  }
}
