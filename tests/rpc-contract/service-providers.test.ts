import { eventually } from '@lbaas/common/runtime';
import { loadBalancerOf } from '@lbaas/common/testing';
import { expect } from 'chai';
import type { FakeAgent } from './fake-agent.ts';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const SOON = { withinMs: 30_000 };

describe('service providers with drivers that only some agents have', function () {
  this.timeout(30_000);
  const world = useServerWorld({
    agent_down_after: 60,
    service_providers: ['haproxy:haproxy_ns:default', 'Box:box_driver', 'crate:box_driver'],
  });
  let haproxy: FakeAgent;
  let box: FakeAgent;
  let subnet: string;

  beforeEach(async () => {
    haproxy = await world.registeredAgent('host-haproxy', { obedient: true });
    subnet = await world.subnet();
  });

  /** Sends its own heartbeats: each lists the agent's drivers. */
  async function startBox(): Promise<void> {
    box = await world.agent('host-box', { obedient: true });
    await eventually(
      async () => {
        await box.beat({ device_drivers: ['box_driver'] });
        expect(await world.db.query(`SELECT 1 FROM agents WHERE host = 'host-box'`)).to.have.length(1);
      },
      { ...SOON, everyMs: 100 },
    );
  }

  const poolOf = (provider?: string): Promise<Thing> =>
    world.create('/lb/pools', {
      pool: {
        protocol: 'HTTP',
        lb_method: 'ROUND_ROBIN',
        subnet_id: subnet,
        ...(provider === undefined ? {} : { provider }),
      },
    });
  const hostOf = async ({ id }: Thing): Promise<unknown> =>
    (await world.show(`/lb/pools/${id}/loadbalancer-agent`))['host'];
  const becomesActive = ({ id }: Thing): Promise<unknown> =>
    eventually(
      async () => expect(await world.show(`/lb/pools/${id}`)).to.include({ status: 'ACTIVE' }),
      SOON,
    );
  const devicesOf = (agent: FakeAgent): readonly string[] => agent.deployed.map((one) => one.device_id);

  it('place each pool where its driver is, however loaded that agent is', async () => {
    await startBox();
    const pools = [await poolOf(), await poolOf('BOX'), await poolOf('crate'), await poolOf('box')];
    for (const pool of pools) await becomesActive(pool);
    expect(pools.map((pool) => pool['provider'])).to.deep.equal(['haproxy', 'box', 'crate', 'box']);
    const hosts = await Promise.all(pools.map(hostOf));
    expect(hosts).to.deep.equal(['host-haproxy', 'host-box', 'host-box', 'host-box']);
    for (const pool of pools) await world.vip(pool.id, subnet);
    const [first, ...others] = pools.map(({ id }) => id);
    await eventually(() => {
      expect(devicesOf(haproxy)).to.deep.equal([first]);
      expect(devicesOf(box)).to.have.members(others);
    }, SOON);
    expect(haproxy.deployed.map((one) => one.driver)).to.deep.equal(['haproxy_ns']);
    expect(new Set(box.deployed.map((one) => one.driver))).to.deep.equal(new Set(['box_driver']));
    const { devices: listed } = await box.ready();
    expect(listed.map((one) => one.driver)).to.deep.equal(others.map(() => 'box_driver'));
    const { body } = await world.request('GET', '/v2.0/lb/pools?provider=box&fields=id');
    expect(body['pools']).to.have.length(2);
  });

  it('wait for an agent with the driver, and say so', async () => {
    const pool = await poolOf('box');
    const waiting = await world.show(`/lb/pools/${pool.id}`);
    expect(waiting).to.include({
      status: 'PENDING_CREATE',
      status_description: 'no eligible agent among 1: 1 without driver box_driver',
    });
    const vip = await world.vip(pool.id, subnet);
    await startBox();
    await becomesActive(pool);
    await eventually(
      async () => expect(await world.show(`/lb/vips/${vip.id}`)).to.include({ status: 'ACTIVE' }),
      SOON,
    );
    expect(devicesOf(haproxy)).to.deep.equal([]);
  });

  it('are no way out for a pool whose agent is deleted, but a VIP may move to another provider', async () => {
    await startBox();
    const [boxed, plain] = [await poolOf('box'), await poolOf()];
    const vip = await world.vip(boxed.id, subnet);
    await becomesActive(boxed);
    const moved = await world.request('PUT', `/v2.0/lb/vips/${vip.id}`, { vip: { pool_id: plain.id } });
    expect(moved.status).to.equal(200);
    await eventually(async () => {
      expect(await world.show(`/lb/vips/${vip.id}`)).to.include({ status: 'ACTIVE', pool_id: plain.id });
    }, SOON);
    expect(loadBalancerOf(haproxy.deployed.at(-1))?.vip_port?.id).to.equal(vip['port_id']);
    const { id: agentId } = await world.show(`/lb/pools/${boxed.id}/loadbalancer-agent`);
    await world.remove(`/agents/${agentId}`);
    await eventually(async () => {
      const { status_description } = await world.show(`/lb/pools/${boxed.id}`);
      expect(status_description).to.equal('no eligible agent among 1: 1 without driver box_driver');
    }, SOON);
  });
});
