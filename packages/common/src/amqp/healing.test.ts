import { readFileSync, readdirSync } from 'node:fs';
import type { ConfirmChannel } from 'amqplib';
import { type Rabbitmq, sharedRabbitmq } from '@lbaas/lab';
import { expect } from 'chai';
import { RpcError } from '../contract/index.ts';
import { eventually } from '../runtime/index.ts';
import { AmqpConnection } from './amqp-connection.ts';
import type { RpcClient } from './rpc-client.ts';
import { declareAgentQueue } from './topology.ts';
import { LOSSY_ARGS, RpcWorld, SAMPLE_ID, statusArgs } from './testing/rpc-world.ts';

describe('healing of connection and channels', function () {
  this.timeout(180_000);
  let broker: Rabbitmq;
  let world: RpcWorld;

  before(async () => {
    broker = await sharedRabbitmq();
  });
  beforeEach(async () => {
    world = await RpcWorld.open();
  });
  afterEach(() => world.close());

  it('refuses a URL that is not one of AMQP', () => {
    const options = { name: 'test', logger: world.logger };
    expect(() => new AmqpConnection({ ...options, url: 'http://x/' })).to.throw(TypeError);
  });

  it('opens a channel again that died alone, with its consumers', async () => {
    const connection = await world.connected();
    const seen: number[] = [];
    await world.server(
      { update_status: async ({ args }) => void seen.push(args.generation) },
      { connection },
    );
    const client = await world.client(connection);
    const killed = await connection.supervise('victim', async () => undefined).ready(2000);
    killed.ack({ fields: { deliveryTag: 99 } } as never);
    await eventually(() => expect(world.logged('channel lost')).to.have.length(1), { withinMs: 2000 });
    await client.cast('server', 'update_status', statusArgs(1));
    await eventually(() => expect(seen).to.deep.equal([1]), { withinMs: 2000 });
    expect(connection.connected).to.equal(true);
  });

  it('declares its queue again when somebody deletes it', async () => {
    const seen: boolean[] = [];
    const server = await world.agent('agent-1', {
      agent_updated: async ({ args }) => void seen.push(args.admin_state_up),
    });
    const channel = await world.channel();
    await channel.deleteQueue(world.names.agentQueue('agent-1'));
    await eventually(() => expect(world.logged('channel lost')).to.have.length(1), { withinMs: 2000 });
    await server.ready(5000);
    const client = await world.client();
    await client.cast({ agent: 'agent-1' }, 'agent_updated', { admin_state_up: true });
    await eventually(() => expect(seen).to.deep.equal([true]), { withinMs: 2000 });
  });

  it('reaches an agent with the first message after its binding, its queue or the exchange was deleted', async () => {
    const { names } = world;
    const queue = names.agentQueue('agent-1');
    const losses: readonly [string, (channel: ConfirmChannel) => Promise<unknown>][] = [
      ['binding', (channel) => channel.unbindQueue(queue, names.exchange, names.agentKey('agent-1'))],
      ['queue', (channel) => channel.deleteQueue(queue)],
      ['exchange', (channel) => channel.deleteExchange(names.exchange)],
    ];
    const seen: string[] = [];
    await world.agent('agent-1', { undeploy_device: async ({ args }) => void seen.push(String(args.epoch)) });
    const client = await world.client();
    for (const [index, [what, remove]] of losses.entries()) {
      await remove(await world.channel());
      const args = { device_id: SAMPLE_ID, epoch: index + 1 };
      await client.cast({ agent: 'agent-1' }, 'undeploy_device', args, { deadlineMs: 30_000 });
      await eventually(() => expect(seen, what).to.include(String(index + 1)), { withinMs: 20_000 });
    }
  });

  it('reaches the servers with the first message after their queues, bindings or the exchange were deleted', async () => {
    const { names } = world;
    const losses: readonly [string, (channel: ConfirmChannel) => Promise<unknown>][] = [
      ['binding', (channel) => channel.unbindQueue(names.workQueue, names.exchange, names.workKey)],
      ['lossy binding', (channel) => channel.unbindQueue(names.lossyQueue, names.exchange, names.lossyKey)],
      ['queue', (channel) => channel.deleteQueue(names.workQueue)],
      ['exchange', (channel) => channel.deleteExchange(names.exchange)],
    ];
    const seen: string[] = [];
    await world.server({
      update_status: async ({ args }) => void seen.push(`status ${args.generation}`),
      update_device_stats: async ({ args }) => void seen.push(`stats ${args.epoch}`),
    });
    const client = await world.client();
    for (const [index, [what, remove]] of losses.entries()) {
      await remove(await world.channel());
      const n = index + 1;
      await client.cast('server', 'update_status', statusArgs(n), { deadlineMs: 30_000 });
      await client.cast('server', 'update_device_stats', { ...LOSSY_ARGS, epoch: n });
      await eventually(() => expect(seen, what).to.include.members([`status ${n}`, `stats ${n}`]), {
        withinMs: 20_000,
      });
    }
  });

  it('uses queues that somebody has made with other arguments, and makes its own when they are gone', async () => {
    const { names } = world;
    const queue = names.agentQueue('agent-1');
    const channel = await world.channel();
    for (const name of [queue, names.lossyQueue]) await channel.assertQueue(name, { durable: true });
    const seen: string[] = [];
    await world.agent('agent-1', {
      undeploy_device: async ({ args }) => void seen.push(`order ${args.epoch}`),
    });
    await world.server({ update_device_stats: async ({ args }) => void seen.push(`stats ${args.epoch}`) });
    const client = await world.client();
    for (const epoch of [1, 2]) {
      const args = { device_id: SAMPLE_ID, epoch };
      await client.cast({ agent: 'agent-1' }, 'undeploy_device', args, { deadlineMs: 30_000 });
      await client.cast('server', 'update_device_stats', { ...LOSSY_ARGS, epoch });
      await eventually(() => expect(seen).to.include.members([`order ${epoch}`, `stats ${epoch}`]), {
        withinMs: 20_000,
      });
      if (epoch === 1) await channel.deleteQueue(queue);
    }
    expect(world.logged('the queue exists with other arguments: used as it is')).to.have.length(2);
    const made = await world.connected();
    await made.withChannel((one) => declareAgentQueue(one, names, { host: 'agent-1' }));
  });

  it('tries a set-up that fails again until it works', async () => {
    const connection = await world.connected();
    let calls = 0;
    const channel = connection.supervise('stubborn', async (opened) => {
      calls += 1;
      if (calls < 3) await opened.checkQueue(`${world.names.exchange}.missing`);
    });
    await channel.ready(5000);
    expect(calls).to.equal(3);
    expect(world.logged('channel set-up failed')).to.have.length(2);
    expect(world.logged('channel open again')).to.have.length(1);
  });

  it('goes on after the broker was killed: all that was confirmed arrives, and what was not is said', async () => {
    const connection = await world.connected();
    const seen = new Set<number>();
    await world.server({ update_status: async ({ args }) => void seen.add(args.generation) }, { connection });
    const client = await world.client(connection);
    const log = new SendLog(client);
    const sending = log.sendUntilStopped();
    await eventually(() => expect(log.confirmed.length).to.be.above(100), { withinMs: 5000 });
    await broker.kill9();
    await eventually(() => expect(connection.connected).to.equal(false), { withinMs: 2000 });
    const whileDown = await client
      .cast('server', 'update_status', statusArgs(1))
      .catch((error: unknown) => error);
    expect(whileDown).to.be.instanceOf(RpcError).and.to.include({ code: 'disconnected' });
    await broker.start();
    await connection.whenConnected(10_000);
    const before = log.confirmed.length;
    await eventually(() => expect(log.confirmed.length).to.be.above(before + 100), { withinMs: 10_000 });
    log.stop();
    await sending;
    await eventually(() => expect(log.confirmed.filter((n) => !seen.has(n))).to.deep.equal([]), {
      withinMs: 5000,
    });
    expect([...log.failures]).to.deep.equal(['disconnected']);
    expect(world.logged('lost the broker')).to.have.length(1);
    expect(world.logged('connected to the broker').length).to.be.at.least(2);
  });

  it('keeps what was confirmed through a crash while nobody consumed', async () => {
    const server = await world.server({});
    await server.stop();
    const client = await world.client();
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => client.cast('server', 'update_status', statusArgs(n))),
    );
    await broker.kill9();
    await broker.start();
    expect(await world.count(world.names.workQueue)).to.equal(50);
  });

  it('notices a frozen broker by its heartbeat, fails what is under way, and stops in spite of it', async () => {
    const connection = await world.connection({ heartbeatS: 1 });
    await connection.whenConnected(5000);
    const client = await world.client(connection);
    await client.cast('server', 'update_device_stats', LOSSY_ARGS);
    const newcomer = await world.client(connection);
    const stuck = await world.connection();
    await stuck.whenConnected(5000);
    // The second connection is still opening its channel when the broker freezes.
    await freeze(broker.pid ?? 0);
    try {
      const frozenMs = performance.now();
      const casts = [client, newcomer].map((sender) =>
        sender.cast('server', 'update_status', statusArgs(1), { deadlineMs: 20_000 }),
      );
      for (const { reason } of (await Promise.allSettled(casts)) as PromiseRejectedResult[]) {
        expect(reason).to.include({ code: 'disconnected' });
      }
      expect(performance.now() - frozenMs).to.be.below(10_000);
      const startedMs = performance.now();
      await stuck.stop();
      expect(performance.now() - startedMs).to.be.below(10_000);
    } finally {
      process.kill(broker.pid ?? 0, 'SIGCONT');
    }
    await connection.whenConnected(10_000);
  });

  it('tells of each connect and disconnect, and can be stopped and started at any time', async () => {
    const heard: string[] = [];
    const connection = await world.connection();
    connection.onConnected(() => heard.push('up'));
    const unsubscribe = connection.onDisconnected(() => heard.push('down'));
    await connection.whenConnected(5000);
    await Promise.all([connection.stop(), connection.stop()]);
    connection.start();
    connection.start();
    await connection.whenConnected(5000);
    unsubscribe();
    await connection.stop();
    expect(heard).to.deep.equal(['up', 'down', 'up']);
    connection.start();
    await connection.stop();
    expect(connection.connected).to.equal(false);
  });
});

/** The signal returns before all threads have stopped; one that still runs could answer. */
async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  const threads = readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}/status`);
  const states = (): string[] =>
    threads.map((file) => /^State:\s+(\S)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '');
  await eventually(() => expect(new Set(states())).to.deep.equal(new Set(['T'])), {
    withinMs: 2000,
    everyMs: 1,
  });
}

/** Casts one message after the other and records what the broker confirmed. */
class SendLog {
  readonly confirmed: number[] = [];
  readonly failures = new Set<string>();
  readonly #client: RpcClient;
  #stopped = false;

  constructor(client: RpcClient) {
    this.#client = client;
  }

  stop(): void {
    this.#stopped = true;
  }

  async sendUntilStopped(): Promise<void> {
    for (let n = 1; !this.#stopped; n += 1) {
      try {
        await this.#client.cast('server', 'update_status', statusArgs(n));
        this.confirmed.push(n);
      } catch (error) {
        this.failures.add(error instanceof RpcError ? error.code : String(error));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
}
