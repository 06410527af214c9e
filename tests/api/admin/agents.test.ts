import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { FakeAgent } from '../../rpc-contract/fake-agent.ts';
import { REMOVED } from '../../support/played-agent.ts';
import { silence } from '../../support/silence.ts';
import type { Thing } from '../../rpc-contract/server-world.ts';
import { useServerWorld } from '../../rpc-contract/use-server-world.ts';

const SOON = { withinMs: 30_000 };
const TENANT = { 'x-project-id': 'one', 'x-roles': 'member' };
const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('agents and what they run', function () {
  this.timeout(30_000);
  const world = useServerWorld();
  let agent: FakeAgent;
  let id: string;

  beforeEach(async () => {
    agent = await world.registeredAgent('host-1', { obedient: true });
    id = (await agents())[0]?.id ?? '';
    await eventually(() => expect(agent.adminStates).to.deep.equal([true]), SOON);
  });

  const agents = async (query = '', headers = {}): Promise<readonly Thing[]> => {
    const { body } = await world.request('GET', `/v2.0/agents${query}`, undefined, headers);
    return body['agents'] as readonly Thing[];
  };
  const statusOf = async (pool: Thing): Promise<unknown> =>
    (await world.show(`/lb/pools/${pool.id}`))['status'];
  const becomes = (pool: Thing, status: string): Promise<unknown> =>
    eventually(async () => expect(await statusOf(pool)).to.equal(status), SOON);

  it('are shown as Neutron shows them', async () => {
    await agent.beat({ devices: 3, physical_networks: ['office'] });
    await eventually(async () => {
      const { configurations } = (await world.show(`/agents/${id}`)) as unknown as { configurations: object };
      expect(configurations).to.deep.include({
        device_drivers: ['haproxy_ns'],
        instances: 3,
        physical_networks: ['office'],
        conflict: false,
      });
    }, SOON);
    const shown = await world.show(`/agents/${id}`);
    expect(shown).to.deep.include({
      host: 'host-1',
      agent_type: 'Loadbalancer agent',
      binary: 'neutron-lbaas-agent',
      topic: 'n-lbaas_agent',
      admin_state_up: true,
      alive: true,
      description: null,
    });
    for (const name of ['created_at', 'started_at', 'heartbeat_timestamp']) {
      expect(shown[name]).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    }
  });

  it('show what their hosts can carry, and are given no more', async () => {
    const capacity = [
      { limit: 'memory', used: 1, max: 9, carries: 7 },
      { limit: 'neighbours_ipv4', used: 1000, max: 1024, carries: 0 },
    ];
    await agent.beat({ capacity });
    await eventually(async () => {
      const { configurations } = (await world.show(`/agents/${id}`)) as unknown as { configurations: object };
      expect(configurations).to.deep.include({ carries: 0, capacity });
    }, SOON);
    const subnet = await world.subnet();
    const pool = await world.pool(subnet);
    await world.vip(pool.id, subnet);
    const why = 'no eligible agent among 1: 1 unable to carry more';
    expect((await world.show(`/lb/pools/${pool.id}`))['status_description']).to.include(why);
    await agent.beat({ capacity: [{ limit: 'memory', used: 1, max: 9, carries: 7 }] });
    await becomes(pool, 'ACTIVE');
  });

  it('are filtered by host, type and liveness, with fields', async () => {
    const second = await world.registeredAgent('host-2');
    // Repeated until it holds: a heartbeat may still be on its way.
    await eventually(
      async () => {
        await silence(world.db, 60, second.host);
        expect(await agents('?alive=false&fields=host')).to.deep.equal([{ host: 'host-2' }]);
      },
      { withinMs: 5000, everyMs: 50 },
    );
    expect(await agents('?host=host-1&fields=host&fields=alive')).to.deep.equal([
      { host: 'host-1', alive: true },
    ]);
    expect(await agents('?agent_type=L3%20agent')).to.deep.equal([]);
  });

  it('come by their heartbeats only', async () => {
    const { status } = await world.request('POST', '/v2.0/agents', { agent: { host: 'host-9' } });
    expect(status).to.equal(404);
  });

  it('are for admins only', async () => {
    expect(await agents('', TENANT)).to.deep.equal([]);
    const pool = await world.pool(await world.subnet());
    const calls = [
      ['GET', `/agents/${id}`, 404, 'AgentNotFound'],
      ['PUT', `/agents/${id}`, 404, 'AgentNotFound'],
      ['DELETE', `/agents/${id}`, 404, 'AgentNotFound'],
      ['GET', `/agents/${id}/loadbalancer-pools`, 403, 'PolicyNotAuthorized'],
      ['GET', `/lb/pools/${pool.id}/loadbalancer-agent`, 403, 'PolicyNotAuthorized'],
    ] as const;
    for (const [method, path, status, type] of calls) {
      const body = method === 'PUT' ? { agent: { description: 'x' } } : undefined;
      const answer = await world.request(method, `/v2.0${path}`, body, TENANT);
      expect([method, path, answer.status, answer.type]).to.deep.equal([method, path, status, type]);
    }
    expect((await world.request('POST', '/v2.0/agents', { agent: {} })).status).to.equal(404);
    expect(await agents()).to.have.length(1);
  });

  it('show which pools they run, and pools which agent runs them', async () => {
    const subnet = await world.subnet();
    const [first, second] = [await world.pool(subnet), await world.pool(subnet)];
    const { body } = await world.request('GET', `/v2.0/agents/${id}/loadbalancer-pools.json?fields=id`);
    const ids = (body['pools'] as Thing[]).map((pool) => pool.id);
    expect(ids.toSorted()).to.deep.equal([first.id, second.id].toSorted());
    expect((await world.show(`/lb/pools/${first.id}/loadbalancer-agent`)).id).to.equal(id);
    const none = await world.request('GET', `/v2.0/agents/${NOBODY}/loadbalancer-pools`);
    expect(none.body).to.deep.equal({ pools: [] });
    const unknown = await world.request('GET', `/v2.0/lb/pools/${NOBODY}/loadbalancer-agent`);
    expect([unknown.status, unknown.type]).to.deep.equal([404, 'PoolNotFound']);
  });

  it('take their devices down while they are disabled, and bring them back', async () => {
    const pool = await world.pool(await world.subnet());
    await becomes(pool, 'ACTIVE');
    const down = await world.request('PUT', `/v2.0/agents/${id}`, { agent: { admin_state_up: 'False' } });
    expect(down.body['agent']).to.include({ admin_state_up: false });
    await eventually(() => expect(agent.adminStates).to.deep.equal([true, false]), { withinMs: 30_000 });
    await agent.report({ device_id: pool.id, epoch: 1 }, REMOVED);
    await becomes(pool, 'PENDING_UPDATE');
    const { status_description } = await world.show(`/lb/pools/${pool.id}`);
    expect(status_description).to.equal('agent host-1 is administratively down');
    expect((await world.show(`/lb/pools/${pool.id}/loadbalancer-agent`)).id).to.equal(id);
    const before = agent.deployed.length;
    await world.request('PUT', `/v2.0/agents/${id}`, {
      agent: { admin_state_up: true, description: 'back' },
    });
    await eventually(() => expect(agent.adminStates).to.deep.equal([true, false, true]), {
      withinMs: 30_000,
    });
    await eventually(() => expect(agent.deployed.length).to.be.above(before), { withinMs: 30_000 });
    await becomes(pool, 'ACTIVE');
    expect(await world.show(`/agents/${id}`)).to.include({ description: 'back' });
  });

  it('are notified again when they still run devices although they are disabled', async () => {
    await world.request('PUT', `/v2.0/agents/${id}`, { agent: { admin_state_up: false } });
    await eventually(() => expect(agent.adminStates).to.deep.equal([true, false]), { withinMs: 30_000 });
    await agent.beat({ devices: 1 });
    await eventually(() => expect(agent.adminStates).to.deep.equal([true, false, false]), SOON);
  });

  it('lose their devices to others when they are deleted', async () => {
    const pool = await world.pool(await world.subnet());
    await becomes(pool, 'ACTIVE');
    const gone = await world.pool(await world.subnet('10.2.0.0/24'));
    await becomes(gone, 'ACTIVE');
    const other = await world.registeredAgent('host-2', { obedient: true });
    await agent.stop();
    await world.remove(`/lb/pools/${gone.id}`);
    await world.remove(`/agents/${id}`);
    expect((await world.request('DELETE', `/v2.0/agents/${id}`)).type).to.equal('AgentNotFound');
    await eventually(() => expect(other.deployed.map((one) => one.device_id)).to.include(pool.id), SOON);
    expect(other.deployed[0]).to.include({ epoch: 2 });
    await becomes(pool, 'ACTIVE');
    await eventually(
      async () => expect(await world.db.query('SELECT id FROM devices')).to.have.length(1),
      SOON,
    );
  });

  it('get the pools that waited for one', async () => {
    await agent.stop();
    await world.remove(`/agents/${id}`);
    const pool = await world.pool(await world.subnet());
    const waiting = await world.show(`/lb/pools/${pool.id}`);
    expect(waiting).to.include({ status: 'PENDING_CREATE', status_description: 'no agent has reported yet' });
    const answer = await world.request('GET', `/v2.0/lb/pools/${pool.id}/loadbalancer-agent`);
    expect([answer.status, answer.type]).to.deep.equal([404, 'NoActiveLbaasAgent']);
    await world.registeredAgent('host-3', { obedient: true });
    await eventually(async () => expect(await statusOf(pool)).to.equal('ACTIVE'), { withinMs: 30_000 });
  });
});
