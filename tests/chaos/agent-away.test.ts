import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, labSubnets, list, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { AddressWatch } from './support/address-watch.ts';
import { agentOf, belongingsOf } from './support/agent-host.ts';
import { describeOnChaosLab, enableAgent } from './support/chaos-lab.ts';

describeOnChaosLab('agents are away', (lab) => {
  let watch: AddressWatch | undefined;

  afterEach(async () => {
    await watch?.stop();
    watch = undefined;
  });

  /** A pool and its VIP; neither is waited for. @returns what the API is asked for them with */
  async function accept(): Promise<{ poolId: string; vipPath: string; url: string }> {
    const subnet_id = (await labSubnets(lab))[4];
    const body = { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id };
    const { id: pool_id } = await call(lab, 'POST', '/v2.0/lb/pools', { pool: body });
    const member = { pool_id, address: '10.0.0.11', protocol_port: 8080 };
    await call(lab, 'POST', '/v2.0/lb/members', { member });
    const listens = { pool_id, subnet_id, protocol: 'HTTP', protocol_port: 8080 };
    const vip = await call(lab, 'POST', '/v2.0/lb/vips', { vip: listens });
    expect(vip.status).to.equal('PENDING_CREATE');
    const url = vipUrl('http', vip['address'] as string, 8080);
    return { poolId: pool_id, vipPath: `/v2.0/lb/vips/${vip.id}`, url };
  }

  const says = (path: string, status: string, words: RegExp): Promise<void> =>
    eventually(
      async () => {
        const object = await call(lab, 'GET', path);
        expect(object.status, object.status_description).to.equal(status);
        expect(object.status_description).to.match(words);
      },
      { withinMs: 60_000, everyMs: 100 },
    );

  async function silence(): Promise<void> {
    await Promise.all(lab.agents.map((agent) => agent.stop()));
    await eventually(
      async () => {
        const alive = (await list(lab, '/v2.0/agents')).map((agent) => agent['alive']);
        expect(alive).to.not.include(true);
      },
      { withinMs: 60_000, everyMs: 100 },
    );
  }

  it('none has ever reported: the call is accepted and says so; the first one takes it', async () => {
    await silence();
    for (const { id } of await list(lab, '/v2.0/agents')) await call(lab, 'DELETE', `/v2.0/agents/${id}`);
    const { poolId, vipPath, url } = await accept();
    await says(vipPath, 'PENDING_CREATE', /^no agent has reported yet$/);
    await lab.agent(2).start();
    await realised(lab, poolId);
    expect((await agentOf(lab, poolId)).name).to.equal('agent-2');
    expect((await curl(lab, url)).status).to.equal(200);
  });

  it('all are silent: the description counts them; one that returns takes it', async () => {
    await silence();
    const { poolId, vipPath, url } = await accept();
    await says(vipPath, 'PENDING_CREATE', /^no eligible agent among 2: 2 not reporting$/);
    await lab.agent(1).start();
    await realised(lab, poolId);
    expect((await curl(lab, url)).status).to.equal(200);
  });

  it('one is cut off: its balancers serve on, where they are, and say that it is silent', async () => {
    const { pool, vip, address, members } = await createBalancer(lab);
    const { name } = await agentOf(lab, pool.id);
    const load = await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 10 });
    await lab.cut(name, 'mgmt');
    const silent = new RegExp(`agent ${name} has not reported for \\d+ s`);
    await says(`/v2.0/lb/vips/${vip.id}`, 'ACTIVE', silent);
    const member = `/v2.0/lb/members/${members[0]?.id}`;
    await call(lab, 'PUT', member, { member: { weight: 4 } });
    await says(member, 'PENDING_UPDATE', silent);
    await lab.heal(name, 'mgmt');
    await realised(lab, pool.id, 30_000);
    expect((await agentOf(lab, pool.id)).name).to.equal(name);
    expect((await load.stop()).failures).to.deep.equal([]);
  });

  it('one is disabled: what it ran goes down and says so; enabled, it is back', async () => {
    const { pool, vip, address } = await createBalancer(lab);
    const agent = await agentOf(lab, pool.id);
    const { id } = await call(lab, 'GET', `/v2.0/lb/pools/${pool.id}/loadbalancer-agent`);
    const url = vipUrl('http', address, 8080);
    await enableAgent(lab, id, false);
    const words = new RegExp(`^agent ${agent.name} is administratively down$`);
    await says(`/v2.0/lb/vips/${vip.id}`, 'PENDING_UPDATE', words);
    await eventually(
      async () => {
        const { namespaces, haproxies, directories } = await belongingsOf(lab, agent);
        expect([namespaces, haproxies, directories]).to.deep.equal([[], [], []]);
      },
      { withinMs: 60_000 },
    );
    expect((await curl(lab, url)).status).to.equal(0);
    const elsewhere = await createBalancer(lab);
    expect((await agentOf(lab, elsewhere.pool.id)).name).to.not.equal(agent.name);

    await enableAgent(lab, id, true);
    await realised(lab, pool.id);
    expect((await agentOf(lab, pool.id)).name).to.equal(agent.name);
    expect((await curl(lab, url)).status).to.equal(200);
  });

  it('one is deleted while it lives: its balancers go elsewhere, and never do two hosts answer', async () => {
    const { pool, address } = await createBalancer(lab);
    const agent = await agentOf(lab, pool.id);
    const { id } = await call(lab, 'GET', `/v2.0/lb/pools/${pool.id}/loadbalancer-agent`);
    watch = await AddressWatch.start(lab, address);
    await watch.until(1);
    await call(lab, 'DELETE', `/v2.0/agents/${id}`);
    await realised(lab, pool.id);
    const { name } = await agentOf(lab, pool.id);
    expect(name).to.not.equal(agent.name);
    const tenures = await watch.until(2);
    expect(tenures.map(({ where }) => where)).to.deep.equal([
      `${agent.name} qlbaas-${pool.id}`,
      `${name} qlbaas-${pool.id}`,
    ]);
    expect(tenures[0]?.to).to.be.lessThan(tenures[1]?.from ?? 0);
    await eventually(
      async () => {
        const { namespaces, haproxies, directories } = await belongingsOf(lab, agent);
        expect([namespaces, haproxies, directories]).to.deep.equal([[], [], []]);
      },
      { withinMs: 60_000 },
    );
    expect((await curl(lab, vipUrl('http', address, 8080))).status).to.equal(200);
  });

  it('one is deleted while it is disabled: it is back, enabled, and works', async () => {
    const [one, ...others] = await list(lab, '/v2.0/agents');
    await enableAgent(lab, one?.id ?? '', false);
    await call(lab, 'DELETE', `/v2.0/agents/${one?.id}`);
    await Promise.all(others.map(({ id }) => enableAgent(lab, id, false)));
    const { pool, address } = await createBalancer(lab);
    await realised(lab, pool.id);
    expect((await agentOf(lab, pool.id)).name).to.equal(one?.['host']);
    expect((await curl(lab, vipUrl('http', address, 8080))).status).to.equal(200);
  });
});
