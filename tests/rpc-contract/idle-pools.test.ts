import { eventually } from '@lbaas/common/runtime';
import { loadBalancerOf } from '@lbaas/common/testing';
import { expect } from 'chai';
import { silence } from '../support/silence.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const SOON = { withinMs: 30_000 };
const NOTHING_SERVED = 'the pool has no VIP: nothing is served';

describe('a pool that has had no VIP', function () {
  this.timeout(30_000);
  const world = useServerWorld();
  let agent: FakeAgent;
  let subnet: string;
  let pool: Thing;

  beforeEach(async () => {
    agent = await world.registeredAgent('host-1');
    await staysAlive();
    subnet = await world.subnet();
    pool = await world.pool(subnet);
  });

  /** However long a test takes on a busy machine. */
  const staysAlive = (): Promise<unknown> => silence(world.db, -3600);
  const about = () => ({ device_id: pool.id, epoch: 1 });
  const associate = async (): Promise<Thing> => {
    const health_monitor = { type: 'HTTP', delay: 5, timeout: 3, max_retries: 2 };
    const { id } = await world.create('/lb/health_monitors', { health_monitor });
    await world.create(`/lb/pools/${pool.id}/health_monitors`, { health_monitor: { id } });
    return world.show(`/lb/health_monitors/${id}`);
  };
  const statusOf = async (path: string): Promise<unknown> => (await world.show(path))['status'];
  /** Due devices are sent in the order of the changes: by then, everything before it has been sent. */
  const otherIsDeployed = async (): Promise<void> => {
    const other = await world.pool(subnet);
    await world.vip(other.id, subnet);
    await eventually(() => expect(agent.deployed.at(-1)?.device_id).to.equal(other.id), SOON);
  };

  it('is no business of its agent, and ACTIVE with all that it gets', async () => {
    expect(pool).to.include({ status: 'ACTIVE', status_description: NOTHING_SERVED });
    const member = await world.member(pool.id, '10.1.0.5');
    expect(member).to.include({ status: 'ACTIVE' });
    const monitor = await associate();
    expect(monitor['pools']).to.deep.equal([
      { pool_id: pool.id, status: 'ACTIVE', status_description: NOTHING_SERVED },
    ]);
    await world.request('PUT', `/v2.0/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } });
    await world.remove(`/lb/members/${member.id}`);
    expect(await statusOf(`/lb/pools/${pool.id}`)).to.equal('ACTIVE');
    await otherIsDeployed();
    const deployed = agent.deployed.map(({ device_id }) => device_id);
    expect(deployed).to.not.include(pool.id);
    const { devices } = await agent.ready(null, 10);
    expect(devices.map(({ device_id }) => device_id)).to.deep.equal([...new Set(deployed)]);
  });

  it('is sent as a whole with its first VIP, and after each change from then on', async () => {
    const member = await world.member(pool.id, '10.1.0.5');
    const monitor = await associate();
    const vip = await world.vip(pool.id, subnet);
    expect(vip).to.include({ status: 'PENDING_CREATE' });
    expect(await statusOf(`/lb/pools/${pool.id}`)).to.equal('ACTIVE');
    await eventually(() => expect(agent.deployed).to.have.length(1), SOON);
    const sent = loadBalancerOf(agent.deployed[0])?.pools[0];
    expect(sent?.members.map(({ id }) => id)).to.deep.equal([member.id]);
    expect(sent?.health_monitors.map(({ id }) => id)).to.deep.equal([monitor.id]);
    const { devices } = await agent.ready(null, 10);
    expect(devices).to.deep.equal([
      { ...about(), kind: 'load_balancer', driver: 'haproxy_ns', generation: 4 },
    ]);
    await agent.report(about(), { generation: 4 });
    await eventually(async () => expect(await statusOf(`/lb/vips/${vip.id}`)).to.equal('ACTIVE'), SOON);
    await world.remove(`/lb/vips/${vip.id}`);
    const last = await world.member(pool.id, '10.1.0.6');
    expect(last).to.include({ status: 'PENDING_CREATE' });
    await eventually(() => expect(agent.deployed.at(-1)).to.include({ generation: 6 }), SOON);
  });

  it('is in error with its VIP when that cannot be run', async () => {
    const vip = await world.vip(pool.id, subnet);
    const failed = { generation: 2, observed_generation: 0, outcome: 'failed', error: 'no' } as const;
    await agent.report(about(), failed);
    await eventually(async () => expect(await statusOf(`/lb/vips/${vip.id}`)).to.equal('ERROR'), SOON);
    expect(await statusOf(`/lb/pools/${pool.id}`)).to.equal('ERROR');
  });

  it('is gone as soon as it is deleted', async () => {
    await world.remove(`/lb/pools/${pool.id}`);
    expect(await world.db.query('SELECT id FROM devices')).to.deep.equal([]);
    await otherIsDeployed();
    expect(agent.undeployed).to.deep.equal([]);
  });

  it('is ACTIVE as soon as there is an agent for it', async () => {
    await world.request('DELETE', `/v2.0/agents/${(await hostOf()).id}`);
    const waiting = await world.pool(subnet);
    expect(waiting).to.include({ status: 'PENDING_CREATE' });
    await world.registeredAgent('host-2');
    await staysAlive();
    await eventually(async () => expect(await statusOf(`/lb/pools/${waiting.id}`)).to.equal('ACTIVE'), SOON);
  });

  const hostOf = (): Promise<Thing> => world.show(`/lb/pools/${pool.id}/loadbalancer-agent`);

  it('is sent when a host reports it, whatever that host was sent before', async () => {
    await world.member(pool.id, '10.1.0.5');
    await agent.report(about(), { generation: 1 });
    await eventually(() => expect(agent.deployed).to.have.length(1), { withinMs: 30_000 });
    expect(agent.deployed[0]).to.include({ ...about(), generation: 2 });
  });
});
