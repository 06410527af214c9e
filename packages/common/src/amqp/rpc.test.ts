import { sharedRabbitmq } from '@lbaas/lab';
import { expect } from 'chai';
import { RpcError } from '../contract/index.ts';
import { currentRequestId, eventually, requestContext, sleep } from '../runtime/index.ts';
import { RetryLater } from './retry-later.ts';
import { RpcWorld, SAMPLE_ID, statusArgs } from './testing/rpc-world.ts';

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return error instanceof RpcError ? error.code : String(error);
  }
}

describe('RPC over RabbitMQ', function () {
  this.timeout(30_000);
  let world: RpcWorld;

  before(async function () {
    this.timeout(90_000);
    await sharedRabbitmq();
  });
  beforeEach(async () => {
    world = await RpcWorld.open();
  });
  afterEach(() => world.close());

  it('brings a cast to the handler with its time and trace, inside the request context', async () => {
    const seen: unknown[] = [];
    await world.agent('agent-1', {
      undeploy_device: async (message) => void seen.push({ ...message, context: currentRequestId() }),
    });
    const client = await world.client();
    const args = { device_id: SAMPLE_ID, epoch: 3 };
    await requestContext.run({ requestId: 'req-1' }, () =>
      client.cast({ agent: 'agent-1' }, 'undeploy_device', args),
    );
    await client.cast({ agent: 'agent-1' }, 'undeploy_device', args);
    await eventually(() => expect(seen).to.have.length(2), { withinMs: 2000 });
    const [traced, plain] = seen as Record<string, unknown>[];
    expect(traced).to.deep.include({ method: 'undeploy_device', args, context: 'req-1' });
    expect(traced)
      .to.have.property('sentAt')
      .that.matches(/^\d{4}-/);
    expect(plain).to.deep.include({ trace: { request_id: null }, context: undefined });
  });

  it('answers a call', async () => {
    await world.server({
      get_ready_devices: async ({ args }) => ({
        devices: [],
        complete: true,
        admin_state_up: args.host === 'agent-1',
      }),
    });
    const client = await world.client();
    const reply = await client.call('server', 'get_ready_devices', {
      host: 'agent-1',
      after: null,
      limit: 10,
    });
    expect(reply).to.deep.equal({ devices: [], complete: true, admin_state_up: true });
  });

  it('takes nothing before it is told, and gives back what it had taken when it lets go', async () => {
    const seen: string[] = [];
    let done = (): void => undefined;
    const busy = new Promise<void>((resolve) => (done = resolve));
    const first = await world.agent(
      'agent-1',
      { undeploy_device: async ({ args }) => (seen.push(`first ${args.epoch}`), busy) },
      { consumesWhenTold: true, prefetch: 2 },
    );
    const client = await world.client();
    const send = (epoch: number): Promise<void> =>
      client.cast({ agent: 'agent-1' }, 'undeploy_device', { device_id: SAMPLE_ID, epoch });
    await send(1);
    expect(await world.count(world.names.agentQueue('agent-1'))).to.equal(1);
    await first.consume(2000);
    for (const epoch of [2, 3]) await send(epoch);
    await eventually(() => expect(seen).to.deep.equal(['first 1', 'first 2']), { withinMs: 2000 });
    await first.release();
    done();
    await world.agent('agent-1', {
      undeploy_device: async ({ args }) => void seen.push(`second ${args.epoch}`),
    });
    await eventually(() => expect(seen.slice(2).sort()).to.deep.equal(['second 1', 'second 2', 'second 3']), {
      withinMs: 2000,
    });
    expect(world.logged('channel lost')).to.deep.equal([]);
  });

  it('takes nothing when it is told to let go while it begins', async () => {
    const seen: number[] = [];
    const undeploy_device = async ({ args }: { args: { epoch: number } }) => void seen.push(args.epoch);
    const agent = await world.agent('agent-1', { undeploy_device }, { consumesWhenTold: true });
    const consuming = agent.consume(2000);
    // So far that the broker is asked, and cannot have answered.
    for (let hop = 0; hop < 20; hop += 1) await Promise.resolve();
    await agent.release();
    await consuming;
    const client = await world.client();
    await client.cast({ agent: 'agent-1' }, 'undeploy_device', { device_id: SAMPLE_ID, epoch: 1 });
    expect(await world.count(world.names.agentQueue('agent-1'))).to.equal(1);
    await agent.consume(2000);
    await eventually(() => expect(seen).to.deep.equal([1]), { withinMs: 2000 });
  });

  it('tells the caller what the handler threw, by its code', async () => {
    await world.server({
      get_ready_devices: () => Promise.reject(new RpcError('not_found', 'no such host')),
      get_logical_device: () => Promise.reject(new Error('a bug')),
    });
    const client = await world.client();
    const missing = client.call('server', 'get_ready_devices', { host: 'x', after: null, limit: 1 });
    expect(await codeOf(missing)).to.equal('not_found');
    const failed = client.call('server', 'get_logical_device', { host: 'x', device_id: SAMPLE_ID });
    expect(await codeOf(failed)).to.equal('handler_failed');
    expect(world.logged('the handler of a call failed')).to.have.length(1);
  });

  it('refuses arguments and results that do not fit the contract', async () => {
    await world.server({ get_ready_devices: () => Promise.resolve({ devices: [] } as never) });
    const client = await world.client();
    const wrong = client.call('server', 'get_ready_devices', { host: '', after: null, limit: 1 });
    expect(await codeOf(wrong)).to.equal('invalid_args');
    const answer = client.call('server', 'get_ready_devices', { host: 'x', after: null, limit: 1 });
    expect(await codeOf(answer)).to.equal('handler_failed');
  });

  it('says at once when nobody takes a message, except for what may be lost', async () => {
    const client = await world.client();
    const to = { agent: 'never-seen' };
    expect(await codeOf(client.cast(to, 'undeploy_device', { device_id: SAMPLE_ID, epoch: 1 }))).to.equal(
      'unroutable',
    );
    expect(await codeOf(client.call(to, 'inspect_device', { device_id: SAMPLE_ID }))).to.equal('unroutable');
    expect(await codeOf(client.cast('server', 'update_status', statusArgs(1)))).to.equal('unroutable');
    const lossy = { host: 'a', device_id: SAMPLE_ID, epoch: 1, at: '2026-01-02T03:04:05.678Z', pools: [] };
    await client.cast('server', 'update_device_stats', lossy);
  });

  it('ends a call without an answer at its deadline, and does not deliver one that nobody waits for', async () => {
    const server = await world.server({});
    await server.stop();
    const client = await world.client();
    const call = client.call(
      'server',
      'get_ready_devices',
      { host: 'x', after: null, limit: 1 },
      { deadlineMs: 100 },
    );
    expect(await codeOf(call)).to.equal('timeout');
    await eventually(async () => expect(await world.count(world.names.workQueue)).to.equal(0), {
      withinMs: 2000,
    });
  });

  it('fails at once with disconnected while there is no connection', async () => {
    const offline = await world.connection({ url: 'amqp://127.0.0.1:1/' });
    const client = await world.client(offline);
    const startedMs = performance.now();
    expect(await codeOf(client.cast('server', 'update_status', statusArgs(1)))).to.equal('disconnected');
    expect(performance.now() - startedMs).to.be.below(500);
    await eventually(() => expect(world.logged('no connection to the broker')).to.have.length(1), {
      withinMs: 1000,
    });
  });

  it('moves a cast whose handler fails to the dead queue, with the reason, once', async () => {
    let calls = 0;
    await world.server({
      update_status: () => {
        calls += 1;
        return Promise.reject(new Error('the database said no'));
      },
    });
    const client = await world.client();
    await client.cast('server', 'update_status', statusArgs(7));
    const dead = await world.take(world.names.deadQueue);
    expect(JSON.parse(dead.content.toString())).to.have.nested.property('args.generation', 7);
    expect(dead.properties.headers).to.include({
      'x-queue': world.names.workQueue,
      'x-error-code': 'handler_failed',
      'x-error': 'the database said no',
    });
    expect(calls).to.equal(1);
    expect(world.logged('message moved to the dead queue')).to.have.length(1);
    const label = `queue="${world.names.workQueue}",method="update_status",code="handler_failed"`;
    expect(await world.metrics.render()).to.include(`lbaas_rpc_dead_letters_total{${label}} 1`);
    expect(await world.count(world.names.workQueue)).to.equal(0);
  });

  it('goes on after a poison message', async () => {
    const seen: number[] = [];
    await world.server({ update_status: async ({ args }) => void seen.push(args.generation) });
    const channel = await world.channel();
    channel.publish(world.names.exchange, world.names.workKey, Buffer.from('{'));
    const client = await world.client();
    await client.cast('server', 'update_status', statusArgs(1));
    await eventually(() => expect(seen).to.deep.equal([1]), { withinMs: 2000 });
    const dead = await world.take(world.names.deadQueue);
    expect(dead.properties.headers).to.include({ 'x-error-code': 'malformed_message' });
  });

  it('brings a message again after the delay that its handler asks for', async () => {
    const seenAtMs: number[] = [];
    await world.server({
      update_status: async () => {
        seenAtMs.push(performance.now());
        if (seenAtMs.length < 3) throw new RetryLater('not yet', 60);
      },
    });
    const client = await world.client();
    await client.cast('server', 'update_status', statusArgs(1));
    await eventually(() => expect(seenAtMs).to.have.length(3), { withinMs: 3000 });
    const [first = 0, second = 0, third = 0] = seenAtMs;
    expect(Math.min(second - first, third - second)).to.be.at.least(55);
    await eventually(async () => expect(await world.count(world.names.workQueue)).to.equal(0), {
      withinMs: 2000,
    });
    expect(await world.count(world.names.deadQueue)).to.equal(0);
  });

  it('handles as many messages of a queue at once as the prefetch says', async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const update_status = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await sleep(20);
      running -= 1;
      done += 1;
    };
    await world.server({ update_status }, { prefetch: 4 });
    const client = await world.client();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => client.cast('server', 'update_status', statusArgs(n))),
    );
    await eventually(() => expect(done).to.equal(20), { withinMs: 3000 });
    expect(most).to.equal(4);
  });

  it('shares the work between servers but gives the messages of an agent to one process only', async () => {
    const taken = { one: 0, two: 0 };
    const countWork = (who: 'one' | 'two') => async (): Promise<void> => {
      taken[who] += 1;
      await sleep(5);
    };
    await world.server({ update_status: countWork('one') }, { prefetch: 1 });
    await world.server({ update_status: countWork('two') }, { prefetch: 1 });
    const client = await world.client();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => client.cast('server', 'update_status', statusArgs(n))),
    );
    await eventually(() => expect(taken.one + taken.two).to.equal(20), { withinMs: 3000 });
    expect(Math.min(taken.one, taken.two)).to.be.above(0);
  });

  it('hands the messages of an agent to the second process when the first one stops', async () => {
    const seen: string[] = [];
    const listen = (who: string) => ({ agent_updated: async (): Promise<void> => void seen.push(who) });
    const first = await world.agent('agent-1', listen('first'));
    await world.agent('agent-1', listen('second'));
    const client = await world.client();
    const send = (): Promise<void> =>
      client.cast({ agent: 'agent-1' }, 'agent_updated', { admin_state_up: true });
    for (let n = 0; n < 4; n += 1) await send();
    await eventually(() => expect(seen).to.deep.equal(Array.from({ length: 4 }, () => 'first')), {
      withinMs: 2000,
    });
    await first.stop();
    await send();
    await eventually(
      () => expect(seen).to.deep.equal([...Array.from({ length: 4 }, () => 'first'), 'second']),
      {
        withinMs: 2000,
      },
    );
  });

  it('waits for its handlers at stop(), whose acknowledgements still count', async () => {
    let finished = 0;
    const server = await world.server({
      update_status: async () => {
        await sleep(100);
        finished += 1;
      },
    });
    const client = await world.client();
    await client.cast('server', 'update_status', statusArgs(1));
    await eventually(async () => expect(await world.count(world.names.workQueue)).to.equal(0), {
      withinMs: 2000,
    });
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(finished).to.equal(1);
    expect(await world.count(world.names.workQueue)).to.equal(0);
  });

  it('gives back what its handlers do not finish in time, and what they put off', async () => {
    const never = new Promise<void>(() => undefined);
    const server = await world.server(
      {
        update_status: ({ args }) =>
          args.generation === 1 ? never : Promise.reject(new RetryLater('later', 60_000)),
      },
      { drainMs: 50 },
    );
    const client = await world.client();
    await client.cast('server', 'update_status', statusArgs(1));
    await client.cast('server', 'update_status', statusArgs(2));
    await eventually(() => expect(world.logged('message put off')).to.have.length(1), { withinMs: 2000 });
    await server.stop();
    await eventually(async () => expect(await world.count(world.names.workQueue)).to.equal(2), {
      withinMs: 2000,
    });
    expect(world.logged('stopped before all handlers were done')).to.have.length(1);
  });
});
