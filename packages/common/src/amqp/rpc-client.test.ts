import { expect } from 'chai';
import { RpcError } from '../contract/index.ts';
import { currentRequestId, eventually, traces } from '../runtime/index.ts';
import { LOSSY_ARGS, SAMPLE_ID, statusArgs } from './testing/rpc-world.ts';
import { useRpcWorld } from './testing/use-rpc-world.ts';

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return error instanceof RpcError ? error.code : String(error);
  }
}

describe('RpcClient', function () {
  this.timeout(30_000);
  const rpc = useRpcWorld();

  it('brings a cast to the handler with its time and trace, inside the request context', async () => {
    const seen: unknown[] = [];
    await rpc.world.agent('agent-1', {
      undeploy_device: async (message) => void seen.push({ ...message, context: currentRequestId() }),
    });
    const client = await rpc.world.client();
    const args = { device_id: SAMPLE_ID, epoch: 3 };
    await traces.run({ requestId: 'req-1' }, () =>
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
    await rpc.world.server({
      get_ready_devices: async ({ args }) => ({
        devices: [],
        complete: true,
        admin_state_up: args.host === 'agent-1',
      }),
    });
    const client = await rpc.world.client();
    const reply = await client.call('server', 'get_ready_devices', {
      host: 'agent-1',
      after: null,
      limit: 10,
    });
    expect(reply).to.deep.equal({ devices: [], complete: true, admin_state_up: true });
  });

  it('tells the caller what the handler threw, by its code', async () => {
    await rpc.world.server({
      get_ready_devices: () => Promise.reject(new RpcError('not_found', 'no such host')),
      get_logical_device: () => Promise.reject(new Error('a bug')),
    });
    const client = await rpc.world.client();
    const missing = client.call('server', 'get_ready_devices', { host: 'x', after: null, limit: 1 });
    expect(await codeOf(missing)).to.equal('not_found');
    const failed = client.call('server', 'get_logical_device', { host: 'x', device_id: SAMPLE_ID });
    expect(await codeOf(failed)).to.equal('handler_failed');
    expect(rpc.world.logged('the handler of a call failed')).to.have.length(1);
  });

  it('refuses arguments and results that do not fit the contract', async () => {
    await rpc.world.server({ get_ready_devices: () => Promise.resolve({ devices: [] } as never) });
    const client = await rpc.world.client();
    const wrong = client.call('server', 'get_ready_devices', { host: '', after: null, limit: 1 });
    expect(await codeOf(wrong)).to.equal('invalid_args');
    const answer = client.call('server', 'get_ready_devices', { host: 'x', after: null, limit: 1 });
    expect(await codeOf(answer)).to.equal('handler_failed');
  });

  it('says within a second that there is no such agent, and leaves no queue behind', async () => {
    const client = await rpc.world.client();
    const to = { agent: 'never-seen' };
    const cast = client.cast(to, 'undeploy_device', { device_id: SAMPLE_ID, epoch: 1 });
    expect(await codeOf(cast)).to.equal('unroutable');
    expect(await codeOf(client.call(to, 'inspect_device', { device_id: SAMPLE_ID }))).to.equal('unroutable');
    const { names } = rpc.world;
    expect(await rpc.world.hasQueue(names.agentQueue(to.agent))).to.equal(false);
  });

  it('keeps what is sent to the servers before the first of them has started', async () => {
    const client = await rpc.world.client();
    await client.cast('server', 'update_status', statusArgs(7));
    const asked = client.call('server', 'get_ready_devices', { host: 'x', after: null, limit: 1 });
    const seen: number[] = [];
    await rpc.world.server({
      update_status: async ({ args }) => void seen.push(args.generation),
      get_ready_devices: async () => ({ devices: [], complete: true, admin_state_up: true }),
    });
    expect(await asked).to.include({ complete: true });
    await eventually(() => expect(seen).to.deep.equal([7]), { withinMs: 5000 });
  });

  it('ends a call without an answer at its deadline, and does not deliver one that nobody waits for', async () => {
    const server = await rpc.world.server({});
    await server.stop();
    const client = await rpc.world.client();
    // If the channel is not open by the deadline, the error is another one.
    await client.cast('server', 'update_device_stats', LOSSY_ARGS);
    const call = client.call(
      'server',
      'get_ready_devices',
      { host: 'x', after: null, limit: 1 },
      { deadlineMs: 100 },
    );
    expect(await codeOf(call)).to.equal('timeout');
    await eventually(async () => expect(await rpc.world.count(rpc.world.names.workQueue)).to.equal(0), {
      withinMs: 2000,
    });
  });

  it('waits no longer for an answer than its caller', async () => {
    const server = await rpc.world.server({});
    await server.stop();
    const client = await rpc.world.client();
    const caller = new AbortController();
    const args = { host: 'x', after: null, limit: 1 };
    const { signal } = caller;
    const call = client.call('server', 'get_ready_devices', args, { deadlineMs: 60_000, signal });
    const reason = new Error('the caller stops');
    setTimeout(() => caller.abort(reason), 50);
    const late = client.call('server', 'get_ready_devices', args, { signal: AbortSignal.abort(reason) });
    expect(
      await Promise.all([call, late].map((each) => each.catch((error: unknown) => error))),
    ).to.deep.equal([reason, reason]);
  });

  it('fails at once with disconnected while there is no connection', async () => {
    const offline = await rpc.world.connection({ url: 'amqp://127.0.0.1:1/' });
    const client = await rpc.world.client(offline);
    const later = new Promise((resolve) => setImmediate(resolve, 'later'));
    const cast = codeOf(client.cast('server', 'update_status', statusArgs(1)));
    expect(await Promise.race([cast, later])).to.equal('disconnected');
    await eventually(() => expect(rpc.world.logged('no connection to the broker')).to.have.length(1), {
      withinMs: 1000,
    });
  });
});
