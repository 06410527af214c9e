import { eventually } from '@lbaas/common/runtime';
import { sharedPostgres, sharedRabbitmq } from '@lbaas/lab';
import { loadBalancerOf } from '@lbaas/common/testing';
import { expect } from 'chai';
import { BrokerSwitch } from '../../rpc-contract/broker-switch.ts';
import { ServerWorld } from '../../rpc-contract/server-world.ts';

const SOON = { withinMs: 30_000 };

describe('from the API to the agent', function () {
  this.timeout(30_000);
  let world: ServerWorld;

  before(async function () {
    this.timeout(90_000);
    await sharedRabbitmq();
  });
  afterEach(() => world.close());

  it('carries ten edits in one breath as few messages, the last of which has them all', async () => {
    world = await ServerWorld.open();
    const agent = await world.registeredAgent('host-1', { obedient: true });
    const pool = await world.sentPool(await world.subnet());
    const members = Array.from({ length: 10 }, (_, i) => world.member(pool.id, `10.3.0.${i + 1}`));
    await Promise.all(members);
    await eventually(() => expect(agent.deployed.at(-1)?.generation).to.equal(11), SOON);
    expect(loadBalancerOf(agent.deployed.at(-1))?.pools[0]?.members).to.have.length(10);
    expect(agent.deployed.length).to.be.at.most(11);
  });

  it('accepts calls while the broker is away, says why they wait, and sends when it is back', async () => {
    const broker = await BrokerSwitch.open((await sharedRabbitmq()).url);
    world = await ServerWorld.open({ amqp_url: broker.url });
    try {
      const agent = await world.registeredAgent('host-1', { obedient: true });
      const subnet = await world.subnet();
      broker.cut();
      const unready = await eventually(async () => {
        const answer = await world.request('GET', '/readyz');
        expect(answer.status).to.equal(503);
        return answer;
      }, SOON);
      expect(unready.body).to.include({
        ready: false,
        database: 'ok',
        broker: 'the message broker is unreachable',
      });
      const pool = await world.pool(subnet);
      expect(pool['status']).to.equal('ACTIVE');
      const vip = await world.vip(pool.id, subnet);
      await eventually(async () => {
        const shown = await world.show(`/lb/vips/${vip.id}`);
        expect(shown).to.include({
          status: 'PENDING_CREATE',
          status_description: 'the message broker is unreachable',
        });
      }, SOON);
      expect(agent.deployed).to.have.length(0);
      broker.mend();
      await eventually(() => expect(agent.deployed).to.have.length(1), { withinMs: 30_000 });
      await eventually(async () => {
        const shown = await world.show(`/lb/vips/${vip.id}`);
        expect(shown['status']).to.equal('ACTIVE');
      }, SOON);
      expect((await world.request('GET', '/readyz')).body).to.include({ ready: true });
    } finally {
      broker.close();
    }
  });

  it('does not send twice with two servers on one database, nor lose what one leaves behind', async () => {
    world = await ServerWorld.open();
    const second = await world.startServer();
    const agent = await world.registeredAgent('host-1', { obedient: true });
    const subnet = await world.subnet();
    const pools = await Promise.all(Array.from({ length: 20 }, () => world.sentPool(subnet)));
    await second.stop();
    await Promise.all(pools.map((pool) => world.member(pool.id, '10.9.0.1')));
    await eventually(async () => {
      const shown = await world.request('GET', '/v2.0/lb/pools?fields=status');
      const statuses = (shown.body['pools'] as { status: string }[]).map((pool) => pool.status);
      expect(statuses.filter((status) => status !== 'ACTIVE')).to.deep.equal([]);
    }, SOON);
    const sent = agent.deployed.map((one) => `${one.device_id} ${one.generation}`);
    expect(new Set(sent).size).to.equal(sent.length);
  });

  it('puts reports off while the database is away, and goes on by itself', async () => {
    world = await ServerWorld.open();
    const agent = await world.registeredAgent('host-1');
    const subnet = await world.subnet();
    const pool = await world.sentPool(subnet);
    await eventually(() => expect(agent.deployed).to.have.length(1), SOON);
    const postgres = await sharedPostgres();
    await postgres.stop();
    try {
      await agent.report({ device_id: pool.id, epoch: 1 }, { generation: 1 });
      const refused = await eventually(async () => {
        const answer = await world.request('GET', `/v2.0/lb/pools/${pool.id}`);
        expect(answer.status).to.equal(503);
        return answer;
      }, SOON);
      expect(refused.type).to.equal('ServiceUnavailable');
      expect(await agent.ready().catch((error: Error) => error.message)).to.contain('not available');
    } finally {
      await postgres.start();
    }
    await eventually(
      async () => expect((await world.show(`/lb/pools/${pool.id}`))['status']).to.equal('ACTIVE'),
      { withinMs: 30_000 },
    );
    await world.member(pool.id, '10.4.0.1');
    await eventually(() => expect(agent.deployed.at(-1)?.generation).to.equal(2), { withinMs: 5000 });
  });

  it('tells what it counts', async () => {
    world = await ServerWorld.open();
    const agent = await world.registeredAgent('host-1', { obedient: true });
    await world.sentPool(await world.subnet());
    await eventually(() => expect(agent.deployed).to.have.length(1), SOON);
    // The broker may confirm a message after delivering it.
    await eventually(async () => {
      const answer = await fetch(`${world.apiUrl}/metrics`);
      expect(answer.headers.get('content-type')).to.match(/^text\/plain/);
      const text = await answer.text();
      expect(text).to.match(/lbaas_dispatched_total\{order="deploy",outcome="confirmed"\} 1/);
      expect(text).to.match(/lbaas_dispatch_delay_seconds_count 1/);
    }, SOON);
    expect((await world.request('GET', '/healthz')).body).to.deep.equal({ status: 'ok' });
  });
});
