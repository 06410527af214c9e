import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { FakeAgent } from '../../rpc-contract/fake-agent.ts';
import type { Thing } from '../../rpc-contract/server-world.ts';
import { useServerWorld } from '../../rpc-contract/use-server-world.ts';

const SOON = { withinMs: 60_000, everyMs: 100 };
const MEMBER = { 'x-project-id': 'one', 'x-roles': 'member' };
const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('what agents are for', function () {
  this.timeout(120_000);
  const world = useServerWorld();
  let first: FakeAgent;
  let subnet: string;

  beforeEach(async () => {
    first = await lives('host-1');
    subnet = await world.subnet();
  });

  /** However long a test takes on a busy machine. */
  async function lives(host: string): Promise<FakeAgent> {
    const agent = await world.registeredAgent(host, { obedient: true });
    await world.db.query(`UPDATE agents SET heartbeat_at = now() + interval '1 hour' WHERE host = $1`, [
      host,
    ]);
    return agent;
  }
  async function agentCalled(host: string): Promise<Thing & { readonly configurations: object }> {
    const { body } = await world.request('GET', `/v2.0/agents?host=${host}`);
    return (body['agents'] as readonly (Thing & { readonly configurations: object })[])[0] as never;
  }
  const put = async (host: string, changes: object): Promise<Thing> => {
    const { id } = await agentCalled(host);
    const { status, body } = await world.request('PUT', `/v2.0/agents/${id}`, { agent: changes });
    expect(status, JSON.stringify(body)).to.equal(200);
    return body['agent'] as Thing;
  };
  async function served(): Promise<string> {
    const pool = await world.pool(subnet);
    await world.vip(pool.id, subnet);
    await isServed(pool.id);
    return pool.id;
  }
  const isServed = (pool: string): Promise<unknown> =>
    eventually(
      async () => expect(await world.show(`/lb/pools/${pool}`)).to.include({ status: 'ACTIVE' }),
      SOON,
    );
  const hostOf = async (pool: string): Promise<unknown> =>
    (await world.show(`/lb/pools/${pool}/loadbalancer-agent`))['host'];
  const move = (agentId: string, body: unknown, headers = {}) =>
    world.request('POST', `/v2.0/agents/${agentId}/devices`, body, headers);

  it('cordoned, an agent is given nothing new, and keeps what it has', async () => {
    const pool = await served();
    expect(await put('host-1', { cordoned: true })).to.include({ cordoned: true, draining: false });
    const waiting = await world.pool(subnet);
    expect(waiting).to.include({ status_description: 'no eligible agent among 1: 1 cordoned' });
    expect(await hostOf(pool)).to.equal('host-1');
    expect(await put('host-1', { cordoned: false })).to.include({ cordoned: false });
    await eventually(async () => expect(await hostOf(waiting.id)).to.equal('host-1'), SOON);
  });

  it('drained, it is emptied device by device, each taken down before the next host has it', async () => {
    const pools = [await served(), await served(), await served()];
    const idle = (await world.pool(subnet)).id;
    await lives('host-2');
    expect(await put('host-1', { draining: true })).to.include({ cordoned: true, draining: true });
    await eventually(async () => {
      for (const pool of [...pools, idle]) expect(await hostOf(pool)).to.equal('host-2');
      expect((await agentCalled('host-1')).configurations).to.include({ placed: 0 });
    }, SOON);
    await Promise.all(pools.map(isServed));
    expect(first.undeployed.map(({ device_id }) => device_id)).to.have.members(pools);
    const moved = await world.db.query(
      `SELECT moved_from, moved_why, fenced FROM placements WHERE wanted <> 'absent'`,
    );
    for (const row of moved) {
      expect(row).to.deep.equal({ moved_from: 'host-1', moved_why: 'its host is drained', fenced: false });
    }
    expect(await put('host-1', { draining: false })).to.include({ cordoned: true, draining: false });
    expect(await put('host-1', { cordoned: false })).to.include({ cordoned: false, draining: false });
  });

  it('a device is moved to the agent that is named, if that can take it', async () => {
    const pool = await served();
    await lives('host-2');
    const [here, there] = [await agentCalled('host-1'), await agentCalled('host-2')];
    const wanted = { device: { device_id: pool } };
    const answer = await move(there.id, wanted);
    expect([answer.status, answer.body]).to.deep.equal([
      200,
      { device: { device_id: pool, from: 'host-1', to: 'host-2' } },
    ]);
    await isServed(pool);
    expect(await hostOf(pool)).to.equal('host-2');
    expect((await move(there.id, wanted)).body).to.deep.equal({
      device: { device_id: pool, from: 'host-2', to: 'host-2' },
    });

    await put('host-1', { cordoned: true });
    const refused = await move(here.id, wanted);
    expect([refused.status, refused.type]).to.deep.equal([409, 'AgentUnfit']);
    expect((await move(there.id, { device: { device_id: NOBODY } })).type).to.equal('DeviceNotFound');
    expect((await move(NOBODY, wanted)).type).to.equal('AgentNotFound');
    expect((await move(there.id, wanted, MEMBER)).type).to.equal('AgentNotFound');
    expect((await move(there.id, { device: {} })).status).to.equal(400);
    expect((await move(there.id, { device: { device_id: 'x' } })).status).to.equal(400);
    expect(await hostOf(pool)).to.equal('host-2');
  });

  it('devices are shared out evenly when an admin asks for it; a dry run only tells', async () => {
    const pools = [await served(), await served(), await served(), await served()];
    await lives('host-2');
    const rebalance = (body: object, headers = {}) =>
      world.request('POST', '/v2.0/agents/rebalance', { rebalance: body }, headers);
    const movesOf = (body: object) => (body as { rebalance: { moves: readonly object[] } }).rebalance.moves;
    const foreseen = movesOf((await rebalance({ dry_run: true })).body);
    expect(foreseen).to.have.length(2);
    for (const each of foreseen) expect(each).to.include({ from: 'host-1', to: 'host-2' });
    expect(await Promise.all(pools.map(hostOf))).to.deep.equal(pools.map(() => 'host-1'));
    expect(movesOf((await rebalance({})).body)).to.have.length(2);
    await Promise.all(pools.map(isServed));
    expect(await Promise.all(pools.map(hostOf))).to.have.members(['host-1', 'host-1', 'host-2', 'host-2']);
    expect(movesOf((await rebalance({})).body)).to.deep.equal([]);
    expect((await rebalance({}, MEMBER)).type).to.equal('PolicyNotAuthorized');
    expect((await rebalance({ dry_run: 'perhaps' })).status).to.equal(400);
  });

  it('the state of the failover is for admins', async () => {
    expect(await world.show('/agents/failover')).to.deep.equal({
      enabled: true,
      lease_seconds: 6,
      braked: false,
      since: null,
      lifted: false,
      agents: null,
      silent: [],
    });
    for (const [method, path] of [
      ['GET', '/v2.0/agents/failover'],
      ['DELETE', '/v2.0/agents/failover/brake'],
    ] as const) {
      const { type } = await world.request(method, path, undefined, MEMBER);
      expect(type).to.equal('PolicyNotAuthorized');
    }
    expect((await world.request('DELETE', '/v2.0/agents/failover/brake')).type).to.equal('NoBrake');
  });
});
