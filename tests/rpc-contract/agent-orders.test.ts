import { randomUUID } from 'node:crypto';
import { encodeMessage } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, listener } from '@lbaas/agent/testing';
import { AGENT_HOST, AgentWorld } from './agent-world.ts';
import { fixturesOf, isCall, methodsFrom } from './fixtures.ts';
import { RawPeer } from './raw-peer.ts';

describe('agent, what the servers order', () => {
  let world: AgentWorld;
  let id: string;

  before(async function () {
    this.timeout(60_000);
    world = await AgentWorld.open();
    await world.agentReady();
  });
  after(() => world.close());
  beforeEach(() => {
    id = randomUUID();
  });

  it('realises a device, reads it back and says how', async () => {
    await world.deploy(device({ deviceId: id, generation: 3 }));
    const status = await world.status({ device_id: id, outcome: 'done' });
    expect(status).to.include({
      host: AGENT_HOST,
      epoch: 1,
      generation: 3,
      observed_generation: 3,
      how: 'start',
    });
    expect(await world.inspect(id)).to.deep.include({
      device_id: id,
      running: true,
      desired_generation: 3,
      observed_generation: 3,
      last_how: 'start',
      last_plan: [
        { step: 'plug', reason: 'no namespace' },
        { step: 'start', reason: 'it was never started' },
      ],
    });
  });

  it('tells what the checks of a running device see, and goes without when HAProxy does not say', async () => {
    await world.deploy(device({ deviceId: id }));
    await world.status({ device_id: id, outcome: 'done' });
    const member = { memberId: 'aaaaaaaa-0000-4000-8000-000000000001', poolId: id, health: 'up' } as const;
    world.driver.healthReports = [{ ...member, check: 'L4OK in 1ms' }];
    const shown = { member_id: member.memberId, health: 'up', check: 'L4OK in 1ms' };
    expect((await world.inspect(id)).members).to.deep.equal([shown]);
    world.driver.figures = () => Promise.reject(new Error('no socket'));
    expect(await world.inspect(id))
      .to.include({ running: true })
      .and.not.have.property('members');
  });

  it('says what it would do, and does not do it', async () => {
    const foreseen = await world.preview(id, device({ deviceId: id }));
    expect(foreseen).to.deep.include({
      effect: 'start',
      refusal: null,
      plan: [
        { step: 'plug', class: 'plug', reason: 'no namespace' },
        { step: 'start', class: 'start', reason: 'it was never started' },
      ],
    });
    expect(await world.devicesOnHost()).to.not.include(id);
    await world.deploy(device({ deviceId: id }));
    await world.status({ device_id: id, outcome: 'done' });
    expect(await world.preview(id, null)).to.include({ effect: 'stop' });
    expect(await world.inspect(id)).to.include({ running: true, namespace: `qlbaas-${id}` });
  });

  it('answers a duplicate with the same result, without touching the device', async () => {
    await world.deploy(device({ deviceId: id }));
    await world.status({ device_id: id, how: 'start' });
    await world.deploy(device({ deviceId: id }));
    await world.status({ device_id: id, outcome: 'done', how: 'noop', observed_generation: 1 });
    expect((await world.inspect(id)).starts).to.equal(1);
  });

  it('ignores a lower generation', async () => {
    await world.deploy(device({ deviceId: id, generation: 5 }));
    await world.deploy(device({ deviceId: id, generation: 4 }));
    expect(await world.inspect(id)).to.include({ epoch: 1, desired_generation: 5 });
  });

  it('ignores an older epoch, whatever its generation', async () => {
    await world.deploy(device({ deviceId: id, epoch: 2, generation: 5 }));
    await world.deploy(device({ deviceId: id, epoch: 1, generation: 9 }));
    expect(await world.inspect(id)).to.include({ epoch: 2, desired_generation: 5 });
  });

  it('takes a newer epoch for the same device', async () => {
    await world.deploy(device({ deviceId: id, epoch: 1, generation: 5 }));
    await world.status({ device_id: id, epoch: 1, outcome: 'done' });
    await world.deploy(device({ deviceId: id, epoch: 2, generation: 5 }));
    await world.status({ device_id: id, epoch: 2, outcome: 'done', how: 'noop' });
  });

  it('reports a refused configuration in the words of HAProxy, and that the old one serves', async () => {
    await world.deploy(device({ deviceId: id, generation: 1 }));
    await world.status({ device_id: id, outcome: 'done' });
    world.driver.refused.add(id);
    await world.deploy(device({ deviceId: id, generation: 2, listeners: [listener({ protocol_port: 81 })] }));
    const status = await world.status({ device_id: id, outcome: 'failed' });
    expect(status).to.include({ generation: 2, observed_generation: 1, error: 'config : unknown keyword' });
  });

  it('takes a device down and confirms it under the epoch of the order', async () => {
    await world.deploy(device({ deviceId: id }));
    await world.status({ device_id: id, outcome: 'done' });
    await world.undeploy(id, 2);
    await world.status({ device_id: id, outcome: 'removed', epoch: 2, observed_generation: 0 });
    expect(await world.devicesOnHost()).not.to.include(id);
    await eventually(() => expect(world.store.get(id)).to.equal(undefined), { withinMs: 30_000 });
  });

  it('confirms the removal of a device that it never had, each time', async () => {
    await world.undeploy(id, 4);
    await world.status({ device_id: id, outcome: 'removed', epoch: 4 });
    await world.undeploy(id, 4);
    await eventually(
      () => expect(world.statuses.filter((status) => status.device_id === id)).to.have.length(2),
      { withinMs: 30_000 },
    );
  });

  it('keeps a device that an older epoch wants removed', async () => {
    await world.deploy(device({ deviceId: id, epoch: 3 }));
    await world.status({ device_id: id, outcome: 'done' });
    await world.undeploy(id, 2);
    expect(await world.inspect(id)).to.include({ epoch: 3, running: true });
  });

  it('does not bring a removed device back for a message of the same epoch', async () => {
    await world.deploy(device({ deviceId: id }));
    await world.undeploy(id, 1);
    await world.status({ device_id: id, outcome: 'removed' });
    await eventually(() => expect(world.store.get(id)).to.equal(undefined), { withinMs: 30_000 });
    await world.deploy(device({ deviceId: id, generation: 9 }));
    const error = await world.inspect(id).catch((cause: unknown) => cause);
    expect(error).to.have.property('code', 'not_found');
  });

  it('takes its devices down while it is disabled, remembers them, and looks at the list when it is back', async () => {
    const wanted = device({ deviceId: id });
    world.devices.set(id, wanted);
    await world.deploy(wanted);
    await world.status({ device_id: id, outcome: 'done' });
    await world.tellAdminState(false);
    await world.status({ device_id: id, outcome: 'removed', observed_generation: 0 });
    // Those of the tests before it go at the same time.
    await eventually(async () => expect(await world.devicesOnHost()).to.deep.equal([]), {
      withinMs: 5000,
    });
    const before = world.statuses.length;
    await world.tellAdminState(true);
    await eventually(
      () => expect(world.statuses.slice(before).map((status) => status.outcome)).to.include('done'),
      { withinMs: 30_000 },
    );
    world.devices.clear();
  });

  describe('fixtures', () => {
    let peer: RawPeer;
    before(async () => {
      peer = await RawPeer.open(world.rpc);
    });
    const key = (): string => world.rpc.names.agentKey(AGENT_HOST);
    const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

    for (const method of methodsFrom('server')) {
      const { valid, invalid } = fixturesOf(method);
      if (isCall(method)) continue;
      it(`${method}: takes the valid ones and buries the others`, async () => {
        const dead = await world.rpc.count(world.rpc.names.deadQueue);
        for (const { message } of valid) peer.cast(key(), bytes(message));
        for (const { message } of invalid) peer.cast(key(), bytes(message));
        await eventually(
          async () =>
            expect(await world.rpc.count(world.rpc.names.deadQueue)).to.equal(dead + invalid.length),
          { withinMs: 30_000 },
        );
      });
    }

    it('answers a call that it cannot take with the typed error', async () => {
      for (const method of methodsFrom('server').filter(isCall)) {
        for (const { message, code } of fixturesOf(method).invalid) {
          expect(await peer.call(key(), bytes(message))).to.have.nested.property('error.code', code);
        }
      }
      for (const { message } of fixturesOf('preview_device').valid) {
        expect(await peer.call(key(), bytes(message))).to.include({ ok: true });
      }
      const unknown = bytes({ ...callOf(), version: 99 });
      expect(await peer.call(key(), unknown)).to.have.nested.property('error.code', 'unknown_version');
      const wrongWay = bytes(fixturesOf('get_ready_devices').valid[0]?.message);
      expect(await peer.call(key(), wrongWay)).to.have.nested.property('error.code', 'unknown_method');
      expect(await peer.call(key(), Buffer.from('{'))).to.have.nested.property(
        'error.code',
        'malformed_message',
      );
      expect(await peer.call(key(), bytes(callOf()))).to.have.nested.property('error.code', 'not_found');
    });

    const callOf = (): object =>
      JSON.parse(encodeMessage('inspect_device', { device_id: randomUUID() }).toString()) as object;
  });
});
