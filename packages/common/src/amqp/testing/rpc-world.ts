import { freshPrefix, sharedRabbitmq } from '@lbaas/lab';
import type { ConfirmChannel, GetMessage } from 'amqplib';
import { type AgentMethod, METHOD_NAMES, type ServerMethod } from '../../contract/index.ts';
import { LifecycleStack, type Logger, Metrics, createLogger, eventually } from '../../runtime/index.ts';
import {
  AmqpConnection,
  RpcClient,
  type RpcHandlers,
  RpcServer,
  type SupervisedChannel,
  type Topology,
  topology,
} from '../index.ts';

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

type Handlers = Partial<RpcHandlers<ServerMethod>> & Partial<RpcHandlers<AgentMethod>>;

/** Everything that speaks AMQP in one test: own names on the shared broker, all of it removed at the end. */
export class RpcWorld {
  readonly url: string;
  readonly names: Topology;
  readonly metrics = new Metrics();
  readonly log: LogLine[] = [];
  readonly logger: Logger;
  readonly #stack = new LifecycleStack();
  readonly #queues = new Set<string>();
  #raw: SupervisedChannel | undefined;
  #asking: AmqpConnection | undefined;

  static async open(): Promise<RpcWorld> {
    const { url } = await sharedRabbitmq();
    return new RpcWorld(url);
  }

  private constructor(url: string) {
    this.url = url;
    this.names = topology(freshPrefix());
    const write = (line: string): void => void this.log.push(JSON.parse(line) as LogLine);
    this.logger = createLogger({ name: 'test', level: 'debug', destination: { write } });
    for (const queue of [this.names.deadQueue, this.names.workQueue, this.names.lossyQueue])
      this.#queues.add(queue);
  }

  /** Log lines with this text, such as 'lost the broker'. */
  logged(msg: string): LogLine[] {
    return this.log.filter((line) => line.msg === msg);
  }

  async connection(options: { url?: string; heartbeatS?: number } = {}): Promise<AmqpConnection> {
    const connection = new AmqpConnection({ url: this.url, name: 'test', logger: this.logger, ...options });
    this.#stack.add('connection', connection);
    await this.#stack.start();
    return connection;
  }

  async client(connection?: AmqpConnection): Promise<RpcClient> {
    const options = { topology: this.names, logger: this.logger, metrics: this.metrics };
    const client = new RpcClient({ connection: connection ?? (await this.connected()), ...options });
    this.#stack.add('client', client);
    await this.#stack.start();
    return client;
  }

  async server(
    handlers: Handlers,
    options: Partial<ConstructorParameters<typeof RpcServer>[0]> = {},
  ): Promise<RpcServer> {
    return await this.#rpcServer({ ...options, side: 'server' }, handlers);
  }

  async agent(
    host: string,
    handlers: Handlers,
    options: Partial<ConstructorParameters<typeof RpcServer>[0]> = {},
  ): Promise<RpcServer> {
    this.#queues.add(this.names.agentQueue(host));
    return await this.#rpcServer({ ...options, side: { agent: host } }, handlers);
  }

  async #rpcServer(options: object, given: Handlers): Promise<RpcServer> {
    const refuse = (): Promise<never> => Promise.reject(new Error('not expected in this test'));
    const handlers = { ...Object.fromEntries(METHOD_NAMES.map((name) => [name, refuse])), ...given };
    const common = { topology: this.names, logger: this.logger, metrics: this.metrics, handlers };
    const connection = 'connection' in options ? options.connection : await this.connected();
    // The cast: server() and agent() pass the side and its handlers in one object.
    const server = new RpcServer({ ...common, ...options, connection } as ConstructorParameters<
      typeof RpcServer
    >[0]);
    this.#stack.add('rpc server', server);
    await this.#stack.start();
    await server.ready(10_000);
    return server;
  }

  async connected(): Promise<AmqpConnection> {
    const connection = await this.connection();
    await connection.whenConnected(10_000);
    return connection;
  }

  /** A plain channel, for what the contract does not allow. */
  async channel(): Promise<ConfirmChannel> {
    this.#raw ??= (await this.connected()).supervise('raw', async () => undefined);
    return await this.#raw.ready(20_000);
  }

  /** The oldest message of a queue, once there is one. */
  async take(queue: string): Promise<GetMessage> {
    const channel = await this.channel();
    return await eventually(
      async () => {
        const message = await channel.get(queue, { noAck: true });
        if (message === false) throw new Error(`${queue} is empty`);
        return message;
      },
      { withinMs: 3000 },
    );
  }

  async hasQueue(queue: string): Promise<boolean> {
    this.#asking ??= await this.connected();
    return await this.#asking
      .withChannel((channel) => channel.checkQueue(queue))
      .then(
        () => true,
        () => false,
      );
  }

  async count(queue: string): Promise<number> {
    const channel = await this.channel();
    return (await channel.checkQueue(queue)).messageCount;
  }

  async close(): Promise<void> {
    const channel = await this.channel();
    for (const queue of this.#queues) await channel.deleteQueue(queue);
    for (const exchange of [this.names.exchange, this.names.deadExchange])
      await channel.deleteExchange(exchange);
    await this.#stack.stop();
  }
}

export const SAMPLE_ID = '0b0e8f5a-7c1d-4a52-9a55-0d8f6f2f3c01';

/** A valid update_device_stats, a message that may be lost: it can be sent whether or not there is a queue for it. */
export const LOSSY_ARGS = {
  host: 'a',
  device_id: SAMPLE_ID,
  epoch: 1,
  at: '2026-01-02T03:04:05.678Z',
  pools: [],
};

/** A valid update_status that can be recognised by its generation. */
export function statusArgs(generation: number) {
  return {
    host: 'agent-1',
    device_id: SAMPLE_ID,
    epoch: 1,
    generation,
    observed_generation: generation,
    outcome: 'done',
    how: 'runtime',
    error: null,
    duration_ms: 1,
    at: '2026-01-02T03:04:05.678Z',
  } as const;
}
