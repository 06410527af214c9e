import { eventually, sleep } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { REMOVED } from '../support/played-agent.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const DOWN_S = 4;
const LEASE = { seconds: 3 };
const SOON = { withinMs: 60_000, everyMs: 100 };
const TAKEN = 'address 10.1.0.9 is taken: the host with MAC address fa:16:3e:00:00:01 answers for it';

describe('devices of dead agents', function () {
  this.timeout(120_000);
  const world = useServerWorld({ agent_down_after: DOWN_S });
  const living = new Map<FakeAgent, object>();
  let beats = 0;
  let timer: NodeJS.Timeout | undefined;
  let subnet: string;

  beforeEach(async () => {
    subnet = await world.subnet();
    timer = setInterval(() => void beatAll(), 250);
  });
  afterEach(() => {
    clearInterval(timer);
    living.clear();
  });

  async function beatAll(): Promise<void> {
    beats += 1;
    const echo = { beat: beats, heard: beats - 1 };
    for (const [agent, state] of living)
      await agent.beat({ echo, lease: LEASE, ...state }).catch(() => undefined);
  }
  async function lives(
    host: string,
    state: object = {},
    options: object = { obedient: true },
  ): Promise<FakeAgent> {
    const agent = await world.registeredAgent(host, options);
    living.set(agent, state);
    return agent;
  }
  const dies = (agent: FakeAgent): void => void living.delete(agent);
  /** A load balancer that some agent has, and that is served. */
  async function served(): Promise<string> {
    const pool = await world.pool(subnet);
    await world.vip(pool.id, subnet);
    await eventually(
      async () => expect(await world.show(`/lb/pools/${pool.id}`)).to.include({ status: 'ACTIVE' }),
      SOON,
    );
    return pool.id;
  }
  const hostOf = async (pool: string): Promise<unknown> =>
    (await world.show(`/lb/pools/${pool}/loadbalancer-agent`))['host'];
  const hostsOf = (pools: readonly string[]): Promise<unknown[]> => Promise.all(pools.map(hostOf));
  const moved = (pools: readonly string[], from: string): Promise<unknown> =>
    eventually(async () => expect(await hostsOf(pools)).to.not.include(from), SOON);
  const explain = async (pool: string) =>
    (await world.show(`/lb/pools/${pool}/explain`)) as unknown as {
      readonly placement: Readonly<Record<string, unknown>>;
      readonly leaving: readonly Readonly<Record<string, unknown>>[];
    };
  const failover = async (): Promise<Thing> => await world.show('/agents/failover');
  const agentCalled = async (host: string) => {
    const { body } = await world.request('GET', `/v2.0/agents?host=${host}`);
    const [agent] = body['agents'] as readonly Thing[];
    return agent?.['configurations'] as Readonly<Record<string, unknown>>;
  };
  /** How often admins were told to look at the agent anew. */
  const noticesOf = async (host: string): Promise<number> => {
    const sql = `SELECT count(*)::int AS n FROM events e JOIN agents a ON a.id = e.resource_id
      WHERE a.host = $1 AND e.resource_type = 'agent' AND e.action = 'status'`;
    return (await world.db.query<{ n: number }>(sql, [host]))[0]?.n ?? 0;
  };
  const leased = (host: string): Promise<unknown> =>
    eventually(async () => expect(await agentCalled(host)).to.include({ lease_seconds: 3 }), SOON);

  it('go to the others, spread, when the lease must have run out; never without one', async () => {
    const first = await lives('host-1');
    const bare = await lives('host-0', { lease: null });
    await eventually(() => expect(first.echoes.at(-1)).to.include({ lease_seconds: 3 }), SOON);
    await leased('host-1');
    const pools = await Promise.all(Array.from({ length: 8 }, served));
    const idle = (await world.pool(subnet)).id;
    const before = await hostsOf(pools);
    const mine = pools.filter((_, index) => before[index] === 'host-1');
    const moving = (await hostOf(idle)) === 'host-1' ? [...mine, idle] : mine;
    const others = pools.filter((_, index) => before[index] === 'host-0');
    await lives('host-2');
    await lives('host-3');
    const notices = await noticesOf('host-1');
    dies(first);
    dies(bare);
    await moved(moving, 'host-1');
    expect(await noticesOf('host-1')).to.be.greaterThan(notices);
    expect(await hostsOf(others)).to.deep.equal(others.map(() => 'host-0'));
    expect(await hostOf(idle)).to.be.a('string');
    const after = await hostsOf(mine);
    const shares = await hostsOf(moving);
    const [twos, threes] = ['host-2', 'host-3'].map((host) => shares.filter((each) => each === host).length);
    expect(Math.abs((twos ?? 0) - (threes ?? 0)), String(shares)).to.be.at.most(1);
    const gaps = await world.db.query<{ s: number }>(
      `SELECT extract(epoch FROM p.created_at - a.heartbeat_at)::float8 AS s FROM placements p JOIN agents a ON a.host = p.moved_from`,
    );
    expect(gaps.length).to.be.at.least(mine.length);
    for (const { s } of gaps) expect(s).to.be.at.least(DOWN_S - 0.1);
    await eventually(async () => {
      for (const pool of mine) expect(await world.show(`/lb/pools/${pool}`)).to.include({ status: 'ACTIVE' });
    }, SOON);
    const { placement, leaving } = await explain(mine[0] ?? '');
    expect(placement).to.include({
      moved_from: 'host-1',
      moved_why: 'its host fell silent, and its lease has run out',
      epoch: 2,
    });
    expect(leaving).to.deep.equal([{ agent_host: 'host-1', epoch: 1, fenced: true }]);
    await eventually(async () => {
      const { placement: stays } = await explain(others[0] ?? '');
      expect(stays['failover']).to.match(/^its host holds no lease/);
    }, SOON);
    const { body } = await world.request('GET', `/v2.0/audit-log?resource_id=${mine[0]}`);
    const [entry] = (body['audit_log'] as readonly Thing[]).slice(-1);
    expect(entry?.['body']).to.deep.include({
      moved: { from: 'host-1', to: after[0], why: 'its host fell silent, and its lease has run out' },
    });

    // It is back with what it had: told to take it down, given nothing back, and not heard about it.
    await world.db.query(`UPDATE agents SET failures = 2 WHERE host = 'host-1'`);
    living.set(first, { lease: null, lease_lapsed: true });
    await eventually(
      () => expect(first.undeployed.map(({ device_id }) => device_id)).to.include.members(mine),
      SOON,
    );
    expect(await hostsOf(mine)).to.deep.equal(after);
    const shown = await agentCalled('host-1');
    expect(shown).to.include({ failures: 2 });
    expect(shown['left_out_until']).to.be.a('string');
    expect(await hostOf(await served())).to.not.equal('host-1');
  });

  it('stay where they are while the former host still answers, and when it is back', async () => {
    const former = await lives('host-1');
    const pool = await served();
    const next = await lives('host-2', {}, { obedient: false });
    await leased('host-1');
    dies(former);
    await eventually(() => expect(next.deployed.at(-1)).to.include({ device_id: pool, epoch: 2 }), SOON);
    await next.report(
      { device_id: pool, epoch: 2 },
      { generation: 2, observed_generation: 0, outcome: 'failed', how: 'noop', error: TAKEN },
    );
    await eventually(async () => {
      const { status, status_description: words } = await world.show(`/lb/pools/${pool}`);
      expect([status, words]).to.deep.equal([
        'ERROR',
        `the former host host-1 still answers for the address: ${TAKEN} (agent host-2)`,
      ]);
    }, SOON);
    const early = await former.ready().catch((error: { code: string }) => error.code);
    expect(early).to.equal('not_found');

    const updates = former.adminStates.length;
    living.set(former, {});
    await eventually(async () => expect(await hostOf(pool)).to.equal('host-1'), SOON);
    await eventually(() => expect(former.adminStates.slice(updates)).to.deep.equal([true]), SOON);
    expect((await former.ready()).devices).to.deep.include({
      device_id: pool,
      kind: 'load_balancer',
      driver: 'haproxy_ns',
      epoch: 3,
      generation: 2,
    });
    expect(await world.show(`/lb/pools/${pool}`)).to.include({ status: 'ACTIVE' });
    expect(former.undeployed).to.deep.equal([]);
    await eventually(() => expect(next.undeployed.at(-1)).to.deep.equal({ device_id: pool, epoch: 2 }), SOON);
    await next.report({ device_id: pool, epoch: 2 }, REMOVED);
    await eventually(
      async () => expect(await world.show(`/lb/pools/${pool}`)).to.include({ status: 'ACTIVE' }),
      SOON,
    );
    // Of an epoch that is over.
    await former.report(
      { device_id: pool, epoch: 1 },
      { generation: 2, observed_generation: 0, outcome: 'failed' },
    );
    expect((await former.ready()).devices).to.have.length(1);
    expect(await world.show(`/lb/pools/${pool}`)).to.include({ status: 'ACTIVE' });
  });

  it('stay when too many agents vanish at once, until an admin lifts the brake', async () => {
    await world.startServer({ agent_down_after: DOWN_S });
    const agents = [
      await lives('host-1'),
      await lives('host-2'),
      await lives('host-3'),
      await lives('host-4'),
    ];
    const pools = await Promise.all(Array.from({ length: 4 }, served));
    for (const host of ['host-1', 'host-2', 'host-3']) await leased(host);
    const before = await hostsOf(pools);
    expect(new Set(before).size).to.equal(4);
    const notices = await noticesOf('host-1');
    for (const agent of agents.slice(0, 3)) dies(agent);
    await eventually(async () => {
      expect(await failover()).to.deep.include({
        enabled: true,
        braked: true,
        agents: 4,
        silent: ['host-1', 'host-2', 'host-3'],
      });
    }, SOON);
    await eventually(async () => {
      const metrics = await (await fetch(`${world.apiUrl}/metrics`)).text();
      expect(metrics).to.match(/^lbaas_failover_braked 1$/m);
    }, SOON);
    expect(world.log.filter(({ msg }) => msg.startsWith('too many agents'))).to.have.length(1);
    await eventually(async () => {
      expect(await agentCalled('host-1')).to.include({ reporting: false });
      expect((await agentCalled('host-1'))['failover']).to.match(/^too many agents/);
    }, SOON);
    expect(await hostsOf(pools)).to.deep.equal(before);
    const braked = await noticesOf('host-1');
    expect(braked).to.be.greaterThan(notices);

    expect((await world.request('DELETE', '/v2.0/agents/failover/brake')).status).to.equal(204);
    await eventually(
      async () => expect(new Set(await hostsOf(pools))).to.deep.equal(new Set(['host-4'])),
      SOON,
    );
    expect(await failover()).to.deep.include({ braked: false, lifted: true });
    const lifted = await noticesOf('host-1');
    expect(lifted).to.be.greaterThan(braked);
    expect((await world.request('DELETE', '/v2.0/agents/failover/brake')).type).to.equal('NoBrake');
    const epochs = await world.db.query('SELECT epoch FROM placements WHERE moved_from IS NOT NULL');
    expect(epochs).to.deep.equal([{ epoch: 2 }, { epoch: 2 }, { epoch: 2 }]);
    for (const agent of agents) living.set(agent, {});
    await eventually(
      async () => expect(await failover()).to.deep.include({ since: null, lifted: false }),
      SOON,
    );
    expect(await noticesOf('host-1')).to.be.greaterThan(lifted);
  });

  it('stay when the agents that have engaged the brake are back: it is released by itself', async () => {
    const agents = [await lives('host-1'), await lives('host-2')];
    await leased('host-1');
    const pools = await Promise.all(Array.from({ length: 2 }, served));
    const before = await hostsOf(pools);
    for (const agent of agents) dies(agent);
    await eventually(async () => expect(await failover()).to.deep.include({ braked: true, agents: 2 }), SOON);
    const notices = [await noticesOf('host-1'), await noticesOf('host-2')];
    for (const agent of agents) living.set(agent, {});
    await eventually(async () => expect(await failover()).to.deep.include({ since: null }), SOON);
    expect(await world.db.query('SELECT 1 FROM failover_brake')).to.deep.equal([]);
    expect(await noticesOf('host-1')).to.be.greaterThan(notices[0] ?? 0);
    expect(await noticesOf('host-2')).to.be.greaterThan(notices[1] ?? 0);
    expect(world.log.filter(({ msg }) => msg === 'the brake of the failover is released')).to.have.length(1);
    expect(await hostsOf(pools)).to.deep.equal(before);
  });

  it('wait for those who follow when some are back, and move when they do not', async () => {
    await world.startServer({ agent_down_after: DOWN_S });
    const [one, two, three] = [await lives('host-1'), await lives('host-2'), await lives('host-3')];
    await lives('host-4');
    const pools = await Promise.all(Array.from({ length: 4 }, served));
    for (const host of ['host-1', 'host-2', 'host-3']) await leased(host);
    const before = await hostsOf(pools);
    expect(new Set(before).size).to.equal(4);
    for (const agent of [one, two, three]) dies(agent);
    await eventually(async () => expect(await failover()).to.deep.include({ braked: true }), SOON);
    // By then all leases have run out: what the brake does not hold would be moved at once.
    await sleep((DOWN_S + LEASE.seconds) * 1000);
    living.set(one, {});
    await eventually(async () => expect(await failover()).to.deep.include({ since: null }), SOON);
    living.set(two, {});
    await moved(pools, 'host-3');
    const others = before.filter((host) => host !== 'host-3');
    expect(await hostsOf(pools)).to.include.members(others);
  });

  it('keep an address from others until the lease must have run out, when their agent is disabled too', async () => {
    const first = await lives('host-1');
    const pool = await served();
    await lives('host-2');
    await leased('host-1');
    const [vip] = await world.db.query<{ id: string; address: string }>(
      `SELECT l.id, host(ia.ip_address) AS address FROM listeners l
       JOIN load_balancers b ON b.id = l.load_balancer_id JOIN ip_allocations ia ON ia.port_id = b.vip_port_id`,
    );
    dies(first);
    const diedMs = performance.now();
    await first.stop();
    const [agent] = await world.db.query<{ id: string }>(`SELECT id FROM agents WHERE host = 'host-1'`);
    const disabled = { agent: { admin_state_up: false } };
    expect((await world.request('PUT', `/v2.0/agents/${agent?.id}`, disabled)).status).to.equal(200);
    await world.remove(`/lb/vips/${vip?.id}`);
    const next = await world.pool(subnet);
    const { id: nextVip } = await world.vip(next.id, subnet, { address: vip?.address });
    expect(await hostOf(next.id)).to.equal('host-2');
    await eventually(
      async () => expect(await world.show(`/lb/vips/${nextVip}`)).to.include({ status: 'ACTIVE' }),
      SOON,
    );
    expect(performance.now() - diedMs).to.be.at.least(DOWN_S * 1000 - 250);
    expect(await world.db.query('SELECT 1 FROM address_holds')).to.deep.equal([]);
    expect(world.log.filter(({ msg }) => msg.startsWith('a disabled agent is dead'))).to.have.length(1);
    expect(await hostOf(pool)).to.equal('host-1');
  });

  it('do not move before a server has listened for long enough', async () => {
    const first = await lives('host-1');
    const pool = await served();
    await lives('host-2');
    await leased('host-1');
    dies(first);
    await world.db.query(`UPDATE agents SET heartbeat_at = now() - interval '1 hour' WHERE host = 'host-1'`);
    const startedMs = performance.now();
    await world.restart({ agent_down_after: DOWN_S });
    await moved([pool], 'host-1');
    expect(performance.now() - startedMs).to.be.at.least(DOWN_S * 1000);
  });
});
