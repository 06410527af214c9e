import { type Result, RpcError } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { REMOVED } from '../support/played-agent.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const SOON = { withinMs: 30_000 };

interface Explained {
  readonly device: {
    readonly generation: number;
    readonly realized_generation: number;
    readonly changed_at: string;
  };
  readonly placement: Readonly<Record<string, unknown>> | null;
  readonly waiting: Readonly<Record<string, unknown>>;
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  readonly members: readonly Readonly<Record<string, unknown>>[];
  readonly agent: Readonly<Record<string, unknown>>;
}

const known = (device_id: string): Result<'inspect_device'> => ({
  device_id,
  epoch: 1,
  desired_generation: 3,
  observed_generation: 3,
  running: true,
  haproxy_cfg: 'global\n\tdescription gen=3\n',
  last_plan: [{ step: 'reload', reason: 'server 10.1.0.5:80 is new' }],
  last_how: 'reload',
  last_error: null,
  last_applied_at: '2026-01-01T00:00:00.000Z',
  reloads: 2,
  starts: 1,
});

describe('explain', function () {
  this.timeout(30_000);
  const world = useServerWorld();
  let subnet: string;
  let pool: Thing;

  beforeEach(async () => {
    subnet = await world.subnet();
  });

  const explain = async (): Promise<Explained> =>
    (await world.show(`/lb/pools/${pool.id}/explain`)) as unknown as Explained;
  const placed = async (inspect: (id: string) => Promise<Result<'inspect_device'>>): Promise<FakeAgent> => {
    const agent = await world.registeredAgent('host-1', { inspect });
    pool = await world.sentPool(subnet);
    await eventually(() => expect(agent.deployed).to.have.length(1), SOON);
    return agent;
  };

  it('tells where the pool runs, what the agent did last and what it knows now', async () => {
    const agent = await placed(async (id) => known(id));
    const member = await world.member(pool.id, '10.1.0.5');
    await agent.report({ device_id: pool.id, epoch: 1 }, { generation: 2 });
    await agent.reportMembers({
      device_id: pool.id,
      epoch: 1,
      at: agent.tick(),
      members: [{ member_id: member.id, pool_id: pool.id, health: 'down', check: 'L4CON in 1ms' }],
    });
    await eventually(async () => {
      const { device, placement, members } = await explain();
      expect(device).to.include({ generation: 2, realized_generation: 2 });
      expect(members[0]).to.include({ health: 'down', check: 'L4CON in 1ms', address: '10.1.0.5' });
      expect(placement).to.include({
        agent_host: 'host-1',
        agent_alive: true,
        agent_receives: true,
        epoch: 1,
        observed_generation: 2,
        outcome: 'done',
        how: 'reload',
        duration_ms: 12,
        error: null,
      });
    }, SOON);
    const { agent: now, objects, members } = await explain();
    const { device_id: _, ...rest } = known(pool.id);
    const device = { draining: [], ...rest, files: { 'haproxy.cfg': rest.haproxy_cfg } };
    expect(now).to.deep.equal({ host: 'host-1', reachable: true, reason: null, device });
    expect(objects.map(({ type, status }) => [type, status])).to.deep.equal([
      ['pool', 'ACTIVE'],
      ['member', 'INACTIVE'],
    ]);
    expect(objects[1]?.['since']).to.equal(members[0]?.['changed_at']);
    expect(objects[1]).to.include({ created_generation: 2, changed_generation: 2 });
  });

  it('tells what the checks see now, also of members that were never down', async () => {
    let check: string | null = 'L7OK/200 in 2ms';
    const agent = await placed(async (id) => ({
      ...known(id),
      members: [{ member_id: member.id, health: 'up', check }],
    }));
    const member = await world.member(pool.id, '10.1.0.5');
    await agent.reportMembers({
      device_id: pool.id,
      epoch: 1,
      at: agent.tick(),
      members: [{ member_id: member.id, pool_id: pool.id, health: 'up', check: null }],
    });
    await eventually(async () => {
      const { members, agent: now } = await explain();
      expect(members[0]).to.include({ health: 'up', check: 'L7OK/200 in 2ms' });
      expect(now['device']).to.not.have.property('members');
    }, SOON);
    check = null;
    expect((await explain()).members[0]).to.include({ check: null });
  });

  it('says why something failed, and since when', async () => {
    const agent = await placed(async (id) => known(id));
    const error = "unknown keyword 'x'";
    await agent.report(
      { device_id: pool.id, epoch: 1 },
      { generation: 1, observed_generation: 0, outcome: 'failed', error },
    );
    await eventually(async () => {
      const { placement, objects } = await explain();
      expect(placement).to.include({ outcome: 'failed', failed_generation: 1, error });
      expect(objects[0]).to.include({ status: 'ERROR', since: placement?.['reported_at'] });
    }, SOON);
  });

  it('says since when each object waits, whatever has changed behind it', async () => {
    const agent = await placed(async (id) => known(id));
    await agent.report({ device_id: pool.id, epoch: 1 }, { generation: 1 });
    const sinceOf = async (): Promise<readonly unknown[]> =>
      (await explain()).objects.map(({ status, since }) => [status, since]);
    await eventually(async () => {
      const { placement } = await explain();
      expect(await sinceOf()).to.deep.equal([['ACTIVE', placement?.['reported_at']]]);
    }, SOON);
    await world.request('PUT', `/v2.0/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } });
    const { changed_at: changed } = (await explain()).device;
    await world.member(pool.id, '10.1.0.5');
    const { changed_at: added } = (await explain()).device;
    expect(added).to.not.equal(changed);
    expect(await sinceOf()).to.deep.equal([
      ['PENDING_UPDATE', changed],
      ['PENDING_CREATE', added],
    ]);
  });

  it('says since when something fails or is gone, not when the agent has last said so', async () => {
    const agent = await placed(async (id) => known(id));
    const about = { device_id: pool.id, epoch: 1 };
    const failed = { generation: 1, observed_generation: 0, outcome: 'failed', error: 'x' } as const;
    const first = agent.tick();
    await agent.report(about, { ...failed, at: first });
    const last = agent.tick(1000);
    await agent.report(about, { ...failed, at: last });
    await eventually(async () => {
      const { placement, objects } = await explain();
      expect(placement?.['reported_at']).to.be.a('string').and.not.equal(first);
      expect(objects[0]).to.include({ status: 'ERROR', since: first });
    }, SOON);
    await agent.report(about, { generation: 1 });
    let back: unknown;
    await eventually(async () => {
      const { placement, objects } = await explain();
      back = placement?.['reported_at'];
      expect(objects[0]).to.include({ status: 'ACTIVE', since: back });
    }, SOON);
    await agent.report(about, { generation: 1 });
    await eventually(async () => {
      const { placement, objects } = await explain();
      expect(placement?.['reported_at']).to.not.equal(back);
      expect(objects[0]).to.include({ status: 'ACTIVE', since: back });
    }, SOON);
    await agent.report(about, { ...REMOVED, at: agent.tick() });
    await eventually(async () => {
      const { placement, objects } = await explain();
      expect(objects[0]).to.include({ status: 'PENDING_UPDATE', since: placement?.['reported_at'] });
    }, SOON);
    const ids = await world.db.query<{ id: string }>('SELECT id FROM agents');
    await world.request('PUT', `/v2.0/agents/${ids[0]?.id}`, { agent: { admin_state_up: false } });
    const [disabled] = (await explain()).objects;
    expect(disabled).to.include({ status: 'PENDING_UPDATE' });
    await agent.stop();
    await world.remove(`/agents/${ids[0]?.id}`);
    const [lost] = (await explain()).objects;
    expect(lost).to.include({ status: 'PENDING_UPDATE' });
    expect(String(lost?.['since']) > String(disabled?.['since'])).to.equal(true);
  });

  it('answers without an agent', async () => {
    pool = await world.pool(subnet);
    const { placement, waiting, agent, objects } = await explain();
    expect(placement).to.equal(null);
    expect(waiting['placement_reason']).to.be.a('string');
    expect(agent).to.include({ host: null, reachable: false });
    expect(objects[0]).to.include({ type: 'pool', status: 'PENDING_CREATE' });
    expect(objects[0]?.['since']).to.match(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('waits a second at most for an agent that says nothing', async () => {
    let release = (): void => undefined;
    const silence = new Promise<void>((resolve) => (release = resolve));
    await placed(async (id) => {
      await silence;
      return known(id);
    });
    const startedMs = performance.now();
    const { agent } = await explain();
    release();
    expect(agent).to.deep.equal({
      host: 'host-1',
      reachable: false,
      reason: 'agent host-1 does not answer',
      device: null,
    });
    // Without a deadline of its own a call waits for five seconds.
    expect(performance.now() - startedMs).to.be.within(900, 4900);
  });

  it('passes on that the agent does not know the pool', async () => {
    await placed((id) => Promise.reject(new RpcError('not_found', `device ${id} is not on this host`)));
    const { agent } = await explain();
    expect(agent).to.include({ reachable: true, reason: `device ${pool.id} is not on this host` });
  });

  it('says that nothing runs for a pool that its agent is not sent', async () => {
    await world.registeredAgent('host-1', {
      inspect: (id) => Promise.reject(new RpcError('not_found', `device ${id} is not on this host`)),
    });
    pool = await world.pool(subnet);
    const { placement, objects, agent } = await explain();
    expect(placement).to.include({ agent_host: 'host-1', observed_generation: 1, dispatched_at: null });
    expect(objects[0]).to.include({ status: 'ACTIVE', since: placement?.['since'] });
    const reason = 'nothing runs: the agent is sent a pool when it gets its first VIP';
    expect(agent).to.deep.equal({ host: 'host-1', reachable: true, reason, device: null });
  });

  it('is for whoever may see the pool', async () => {
    await placed(async (id) => known(id));
    const path = `/v2.0/lb/pools/${pool.id}/explain`;
    const stranger = { 'x-project-id': 'stranger', 'x-roles': 'member' };
    const refused = await world.request('GET', path, undefined, stranger);
    expect([refused.status, refused.type]).to.deep.equal([404, 'PoolNotFound']);
    const owner = { 'x-project-id': 'admin', 'x-roles': 'reader' };
    expect((await world.request('GET', path, undefined, owner)).status).to.equal(200);
  });
});
