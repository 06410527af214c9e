import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { REMOVED } from '../support/played-agent.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const SOON = { withinMs: 30_000 };

describe('what a server does with the reports of agents', function () {
  this.timeout(30_000);
  const world = useServerWorld();
  let agent: FakeAgent;
  let subnet: string;
  let pool: Thing;

  beforeEach(async () => {
    agent = await world.registeredAgent('host-1');
    subnet = await world.subnet();
    pool = await world.sentPool(subnet);
    await eventually(() => expect(agent.deployed).to.have.length(1), SOON);
  });

  const device = () => ({ device_id: pool.id, epoch: 1 });
  const poolStatus = async (): Promise<unknown> => (await world.show(`/lb/pools/${pool.id}`))['status'];
  const becomes = (status: string): Promise<unknown> =>
    eventually(async () => expect(await poolStatus()).to.equal(status), SOON);
  const observed = async (): Promise<number | undefined> => {
    const rows = await world.db.query<{ n: number }>('SELECT observed_generation AS n FROM placements');
    return rows[0]?.n;
  };
  /** Everything sent before has been handled by then: one server handles the casts of one queue in turn. */
  const settled = async (): Promise<void> => {
    const epoch = 1;
    const at = agent.tick();
    const member = await world.member(
      pool.id,
      `10.9.${Math.trunc(Math.random() * 255)}.${randomUUID().length}`,
    );
    await agent.reportMembers({
      ...device(),
      epoch,
      at,
      members: [{ member_id: member.id, pool_id: pool.id, health: 'up', check: null }],
    });
    await eventually(async () => {
      expect(
        await world.db.query('SELECT 1 FROM member_health WHERE member_id = $1', [member.id]),
      ).to.have.length(1);
    }, SOON);
  };

  it('derives ACTIVE from what was read back', async () => {
    expect(await poolStatus()).to.equal('PENDING_CREATE');
    await agent.report(device(), { generation: 1 });
    await becomes('ACTIVE');
    await world.request('PUT', `/v2.0/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } });
    expect(await poolStatus()).to.equal('PENDING_UPDATE');
  });

  it('shows a failure in the words of the agent, and forgets it at the next success', async () => {
    await agent.report(device(), {
      generation: 1,
      observed_generation: 0,
      outcome: 'failed',
      error: "unknown keyword 'x'",
    });
    await becomes('ERROR');
    const { status_description } = await world.show(`/lb/pools/${pool.id}`);
    expect(status_description).to.equal("unknown keyword 'x' (agent host-1)");
    await agent.report(device(), { generation: 1 });
    await becomes('ACTIVE');
  });

  it('lets no older report win: stale epoch, lower generation, duplicate', async () => {
    const first = agent.tick();
    await agent.report(device(), { generation: 1, at: agent.tick(10) });
    await becomes('ACTIVE');
    await agent.report(
      { ...device(), epoch: 2 },
      { generation: 1, observed_generation: 0, outcome: 'failed' },
    );
    await agent.report(device(), { generation: 1, observed_generation: 0, outcome: 'failed', at: first });
    await agent.report(device(), { generation: 1, at: first });
    await settled();
    expect(await poolStatus()).to.equal('ACTIVE');
    expect(await observed()).to.equal(1);
  });

  it('believes that HAProxy died', async () => {
    await agent.report(device(), { generation: 1 });
    await becomes('ACTIVE');
    await agent.report(device(), {
      generation: 1,
      observed_generation: 0,
      outcome: 'failed',
      error: 'signal 9',
    });
    await becomes('ERROR');
  });

  it('tells for an hour, or until the next change, that HAProxy ended and runs again', async () => {
    const at = new Date(Date.now() - 1000).toISOString();
    const words = 'HAProxy (process 4711) has ended';
    await agent.report(device(), { generation: 1, how: 'start', incident: { at, words } });
    await becomes('ACTIVE');
    const described = async (): Promise<unknown> =>
      (await world.show(`/lb/pools/${pool.id}`))['status_description'];
    const description = `${words} at ${at}; it runs again`;
    const vip = await world.vip(pool.id, subnet);
    await agent.report(device(), { generation: 1, how: 'noop' });
    await eventually(async () => expect(await described()).to.equal(description), SOON);
    const { explain } = (await world.request('GET', `/v2.0/lb/pools/${pool.id}/explain`)).body as {
      explain: { placement: object; objects: { id: string; status_description: string }[] };
    };
    expect(explain.placement).to.deep.include({ incident: { at, words } });
    expect(explain.objects.find(({ id }) => id === pool.id)?.status_description).to.equal(description);
    await agent.report(device(), { generation: 2 });
    const over = 'the pool has no members: nothing is served';
    await eventually(async () => expect(await described()).to.equal(over), SOON);
    expect((await world.show(`/lb/vips/${vip.id}`))['status_description']).to.equal(over);

    await agent.report(device(), { generation: 2, how: 'start', incident: { at: agent.tick(), words } });
    await eventually(async () => expect(await described()).to.contain(words), SOON);
    expect((await world.show(`/lb/vips/${vip.id}`))['status_description']).to.contain(words);
    const longAgo = new Date(Date.parse(at) - 61 * 60_000).toISOString();
    await agent.report(device(), { generation: 2, how: 'noop', incident: { at: longAgo, words } });
    await eventually(async () => expect(await described()).to.equal(over), SOON);
  });

  it('tells a host that does not hold the device to look whether it must take it down', async () => {
    const stranger = await world.agent('host-2');
    await stranger.report({ ...device(), epoch: 7 }, { generation: 1 });
    const own = { ...device(), epoch: 7, stray: true };
    await eventually(() => expect(stranger.undeployed).to.deep.equal([own]), SOON);
    const unknown = { device_id: randomUUID(), epoch: 3 };
    await stranger.report(unknown, { generation: 5 });
    await eventually(() => expect(stranger.undeployed).to.deep.include({ ...unknown, stray: true }), SOON);
    await stranger.report(unknown, REMOVED);
    await settled();
    expect(await poolStatus()).to.equal('PENDING_CREATE');
    expect(stranger.undeployed).to.have.length(2);
  });

  it('removes a deleted device when its agent confirms, and not before', async () => {
    await agent.report(device(), { generation: 1 });
    await world.remove(`/lb/pools/${pool.id}`);
    await eventually(() => expect(agent.undeployed).to.deep.equal([device()]), SOON);
    expect(await world.db.query('SELECT 1 FROM devices')).to.have.length(1);
    await agent.report(device(), REMOVED);
    await eventually(
      async () => expect(await world.db.query('SELECT 1 FROM devices')).to.have.length(0),
      SOON,
    );
    await agent.report(device(), REMOVED);
  });

  it('gives a device that its host has let go of to it anew: within an epoch, gone is final', async () => {
    await agent.report(device(), { generation: 1 });
    await becomes('ACTIVE');
    await agent.report(device(), REMOVED);
    const again = { ...device(), epoch: 2, generation: 1 };
    await eventually(() => expect(agent.deployed.at(-1)).to.include(again), SOON);
    expect((await agent.ready()).devices).to.deep.equal([
      { ...again, kind: 'load_balancer', driver: 'haproxy_ns' },
    ]);
    await agent.report(device(), REMOVED);
    await agent.report(again, { generation: 1 });
    await becomes('ACTIVE');
    expect(agent.deployed.at(-1)).to.include({ epoch: 2 });
  });

  it('holds a second VIP with the address of the first until that is gone', async () => {
    const vip = await world.vip(pool.id, subnet, { address: '10.1.0.77' });
    await eventually(() => expect(agent.deployed.at(-1)?.generation).to.equal(2), SOON);
    await agent.report(device(), { generation: 2 });
    const other = await world.sentPool(subnet);
    await eventually(
      () => expect(agent.deployed.some((one) => one.device_id === other.id)).to.equal(true),
      SOON,
    );
    await eventually(async () => expect(await observed()).to.equal(2), SOON);
    await world.remove(`/lb/vips/${vip.id}`);
    await world.vip(other.id, subnet, { address: '10.1.0.77' });
    await eventually(async () => {
      const { status_description } = await world.show(`/lb/pools/${other.id}`);
      expect(status_description).to.contain(`held by load balancer ${pool.id}`);
    }, SOON);
    const withVip = () => agent.deployed.filter((one) => one.device_id === other.id && one.generation === 2);
    expect(withVip()).to.have.length(0);
    expect((await agent.ready()).devices.find((one) => one.device_id === other.id)).to.include({
      generation: 1,
    });
    expect(await agent.logicalDevice(other.id).catch((error: Error) => error.message)).to.contain('waits');
    await agent.report(device(), { generation: 3 });
    await eventually(() => expect(withVip()).to.have.length(1), SOON);
    await eventually(async () => {
      expect(await world.db.query('SELECT 1 FROM address_holds')).to.have.length(0);
      expect((await world.show(`/lb/pools/${other.id}`))['status_description']).to.contain(
        'waiting for agent',
      );
    }, SOON);
  });

  it('keeps the newest word on members and the largest totals', async () => {
    const member = await world.member(pool.id, '10.2.0.1');
    const say = (health: 'up' | 'down', at: string, epoch = 1) =>
      agent.reportMembers({
        ...device(),
        epoch,
        at,
        members: [
          { member_id: member.id, pool_id: pool.id, health, check: 'L4TOUT in 3001ms' },
          { member_id: randomUUID(), pool_id: pool.id, health, check: null },
        ],
      });
    await agent.report(device(), { generation: 2 });
    const [early, late] = [agent.tick(), agent.tick(5)];
    await say('down', late);
    await say('up', early);
    await say('up', agent.tick(), 9);
    await eventually(async () => {
      const shown = await world.show(`/lb/members/${member.id}`);
      expect(shown['status']).to.equal('INACTIVE');
      expect(shown['status_description']).to.equal('health check failed: L4TOUT in 3001ms');
    }, SOON);
    const stats = (bytes_in: number, active_connections: number, at: string) =>
      agent.reportStats({
        ...device(),
        at,
        pools: [{ pool_id: pool.id, bytes_in, bytes_out: 5, active_connections, total_connections: 3 }],
      });
    const [before, after] = [agent.tick(), agent.tick(5)];
    await stats(100, 7, after);
    await stats(90, 1, before);
    await eventually(async () => {
      const { body } = await world.request('GET', `/v2.0/lb/pools/${pool.id}/stats`);
      expect(body['stats']).to.deep.equal({
        bytes_in: 100,
        bytes_out: 5,
        active_connections: 7,
        total_connections: 3,
      });
    }, SOON);
  });

  it('lists what a host must run, in pages, and nothing for a disabled one', async () => {
    for (let i = 0; i < 4; i += 1) await world.sentPool(subnet);
    const first = await agent.ready(null, 2);
    expect(first).to.include({ complete: false, admin_state_up: true });
    const second = await agent.ready(first.devices[1]?.device_id ?? null, 2);
    const last = await agent.ready(second.devices[1]?.device_id ?? null, 2);
    expect(last.complete).to.equal(true);
    const ids = [first, second, last].flatMap((page) => page.devices.map((one) => one.device_id));
    expect(ids).to.have.length(5).and.to.deep.equal(ids.toSorted());
    expect((await agent.logicalDevice(pool.id)).device).to.deep.include({
      device_id: pool.id,
      epoch: 1,
      generation: 1,
    });
    const [{ id } = pool] = (await world.show('/agents')) as unknown as readonly Thing[];
    await world.request('PUT', `/v2.0/agents/${id}`, { agent: { admin_state_up: false } });
    const disabled = { devices: [], complete: true, admin_state_up: false, receives: true };
    expect(await agent.ready()).to.deep.include(disabled);
    expect((await agent.logicalDevice(pool.id)).device).to.equal(null);
    const stranger = await world.agent('host-2');
    expect((await stranger.logicalDevice(pool.id)).device).to.equal(null);
    expect(await stranger.ready().catch((error: Error) => error.message)).to.contain('has not reported yet');
  });

  it('raises the generation of a device that shows one it was never given', async () => {
    await agent.report(device(), { generation: 40 });
    await eventually(() => expect(agent.deployed.at(-1)?.generation).to.equal(41), SOON);
    expect(await poolStatus()).to.equal('PENDING_CREATE');
  });

  it('notices two agent processes under one host name', async () => {
    const startedAt = new Date(Date.now() - 60_000).toISOString();
    const other = { run_id: randomUUID(), started_at: startedAt };
    const current = { started_at: new Date(Date.now() - 10_000).toISOString() };
    await eventually(async () => {
      // Both repeat their heartbeats, as agents do: one that was sent before the test may be handled in between.
      await agent.beat(current);
      await agent.beat(other);
      const [row] = (await world.show('/agents')) as unknown as { configurations: { conflict: boolean } }[];
      expect(row?.configurations.conflict).to.equal(true);
    }, SOON);
    await agent.beat(other);
    await agent.beat();
    await settled();
    const warnings = world.log.filter((line) => line.msg === 'two agent processes run under one host name');
    expect(warnings).to.have.length(1);
  });
});
