import { expect } from 'chai';
import { eventually, sleep } from '../runtime/index.ts';
import { RetryLater } from './retry-later.ts';
import { SAMPLE_ID, statusArgs } from './testing/rpc-world.ts';
import { useRpcWorld } from './testing/use-rpc-world.ts';

describe('RpcServer', function () {
  this.timeout(30_000);
  const rpc = useRpcWorld();

  it('moves a cast whose handler fails to the dead queue, with the reason, once', async () => {
    let calls = 0;
    await rpc.world.server({
      update_status: () => {
        calls += 1;
        return Promise.reject(new Error('the database said no'));
      },
    });
    const client = await rpc.world.client();
    await client.cast('server', 'update_status', statusArgs(7));
    const dead = await rpc.world.take(rpc.world.names.deadQueue);
    expect(JSON.parse(dead.content.toString())).to.have.nested.property('args.generation', 7);
    expect(dead.properties.headers).to.include({
      'x-queue': rpc.world.names.workQueue,
      'x-error-code': 'handler_failed',
      'x-error': 'the database said no',
    });
    expect(calls).to.equal(1);
    expect(rpc.world.logged('message moved to the dead queue')).to.have.length(1);
    const label = `queue="${rpc.world.names.workQueue}",method="update_status",code="handler_failed"`;
    expect(await rpc.world.metrics.render()).to.include(`lbaas_rpc_dead_letters_total{${label}} 1`);
    expect(await rpc.world.count(rpc.world.names.workQueue)).to.equal(0);
  });

  it('goes on after a poison message', async () => {
    const seen: number[] = [];
    await rpc.world.server({ update_status: async ({ args }) => void seen.push(args.generation) });
    const channel = await rpc.world.channel();
    channel.publish(rpc.world.names.exchange, rpc.world.names.workKey, Buffer.from('{'));
    const client = await rpc.world.client();
    await client.cast('server', 'update_status', statusArgs(1));
    await eventually(() => expect(seen).to.deep.equal([1]), { withinMs: 2000 });
    const dead = await rpc.world.take(rpc.world.names.deadQueue);
    expect(dead.properties.headers).to.include({ 'x-error-code': 'malformed_message' });
  });

  it('brings a message again after the delay that its handler asks for', async () => {
    const seenAtMs: number[] = [];
    await rpc.world.server({
      update_status: async () => {
        seenAtMs.push(performance.now());
        if (seenAtMs.length < 3) throw new RetryLater('not yet', 60);
      },
    });
    const client = await rpc.world.client();
    await client.cast('server', 'update_status', statusArgs(1));
    await eventually(() => expect(seenAtMs).to.have.length(3), { withinMs: 3000 });
    const [first = 0, second = 0, third = 0] = seenAtMs;
    expect(Math.min(second - first, third - second)).to.be.at.least(55);
    await eventually(async () => expect(await rpc.world.count(rpc.world.names.workQueue)).to.equal(0), {
      withinMs: 2000,
    });
    expect(await rpc.world.count(rpc.world.names.deadQueue)).to.equal(0);
  });

  it('handles as many messages of a queue at once as the prefetch says', async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const update_status = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await released;
      running -= 1;
      done += 1;
    };
    await rpc.world.server({ update_status }, { prefetch: 4 });
    const client = await rpc.world.client();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => client.cast('server', 'update_status', statusArgs(n))),
    );
    await eventually(() => expect(running).to.equal(4), { withinMs: 3000 });
    expect(await rpc.world.count(rpc.world.names.workQueue)).to.equal(16);
    release();
    await eventually(() => expect(done).to.equal(20), { withinMs: 3000 });
    expect(most).to.equal(4);
  });

  it('shares the work between servers but gives the messages of an agent to one process only', async () => {
    const taken = { one: 0, two: 0 };
    const countWork = (who: 'one' | 'two') => async (): Promise<void> => {
      taken[who] += 1;
      await sleep(5);
    };
    await rpc.world.server({ update_status: countWork('one') }, { prefetch: 1 });
    await rpc.world.server({ update_status: countWork('two') }, { prefetch: 1 });
    const client = await rpc.world.client();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => client.cast('server', 'update_status', statusArgs(n))),
    );
    await eventually(() => expect(taken.one + taken.two).to.equal(20), { withinMs: 3000 });
    expect(Math.min(taken.one, taken.two)).to.be.above(0);
  });

  it('hands the messages of an agent to the second process when the first one stops', async () => {
    const seen: string[] = [];
    const listen = (who: string) => ({ agent_updated: async (): Promise<void> => void seen.push(who) });
    const first = await rpc.world.agent('agent-1', listen('first'));
    await rpc.world.agent('agent-1', listen('second'));
    const client = await rpc.world.client();
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

  it('takes nothing before it is started, and gives back what it had taken when it lets go', async () => {
    const seen: string[] = [];
    let done = (): void => undefined;
    const busy = new Promise<void>((resolve) => (done = resolve));
    const first = await rpc.world.agent(
      'agent-1',
      { undeploy_device: async ({ args }) => (seen.push(`first ${args.epoch}`), busy) },
      { consumesOnDemand: true, prefetch: 2 },
    );
    const client = await rpc.world.client();
    const send = (epoch: number): Promise<void> =>
      client.cast({ agent: 'agent-1' }, 'undeploy_device', { device_id: SAMPLE_ID, epoch });
    await send(1);
    expect(await rpc.world.count(rpc.world.names.agentQueue('agent-1'))).to.equal(1);
    await first.consume(2000);
    for (const epoch of [2, 3]) await send(epoch);
    await eventually(() => expect(seen).to.deep.equal(['first 1', 'first 2']), { withinMs: 2000 });
    await first.release();
    done();
    await rpc.world.agent('agent-1', {
      undeploy_device: async ({ args }) => void seen.push(`second ${args.epoch}`),
    });
    await eventually(() => expect(seen.slice(2).sort()).to.deep.equal(['second 1', 'second 2', 'second 3']), {
      withinMs: 2000,
    });
    expect(rpc.world.logged('channel lost')).to.deep.equal([]);
  });

  it('takes nothing when it is stopped while it begins', async () => {
    const seen: number[] = [];
    const undeploy_device = async ({ args }: { args: { epoch: number } }) => void seen.push(args.epoch);
    const agent = await rpc.world.agent('agent-1', { undeploy_device }, { consumesOnDemand: true });
    const consuming = agent.consume(2000);
    // Far enough for the request to be sent to the broker, but not for its answer.
    for (let hop = 0; hop < 20; hop += 1) await Promise.resolve();
    await agent.release();
    await consuming;
    const client = await rpc.world.client();
    await client.cast({ agent: 'agent-1' }, 'undeploy_device', { device_id: SAMPLE_ID, epoch: 1 });
    expect(await rpc.world.count(rpc.world.names.agentQueue('agent-1'))).to.equal(1);
    await agent.consume(2000);
    await eventually(() => expect(seen).to.deep.equal([1]), { withinMs: 2000 });
  });

  it('waits for its handlers at stop(), whose acknowledgements still count', async () => {
    let finished = 0;
    const server = await rpc.world.server({
      update_status: async () => {
        await sleep(100);
        finished += 1;
      },
    });
    const client = await rpc.world.client();
    await client.cast('server', 'update_status', statusArgs(1));
    await eventually(async () => expect(await rpc.world.count(rpc.world.names.workQueue)).to.equal(0), {
      withinMs: 2000,
    });
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(finished).to.equal(1);
    expect(await rpc.world.count(rpc.world.names.workQueue)).to.equal(0);
  });

  it('gives back what its handlers do not finish in time, and what they put off', async () => {
    const never = new Promise<void>(() => undefined);
    const server = await rpc.world.server(
      {
        update_status: ({ args }) =>
          args.generation === 1 ? never : Promise.reject(new RetryLater('later', 60_000)),
      },
      { drainMs: 50 },
    );
    const client = await rpc.world.client();
    await client.cast('server', 'update_status', statusArgs(1));
    await client.cast('server', 'update_status', statusArgs(2));
    await eventually(() => expect(rpc.world.logged('message put off')).to.have.length(1), { withinMs: 2000 });
    await server.stop();
    await eventually(async () => expect(await rpc.world.count(rpc.world.names.workQueue)).to.equal(2), {
      withinMs: 2000,
    });
    expect(rpc.world.logged('stopped before all handlers were done')).to.have.length(1);
  });
});
