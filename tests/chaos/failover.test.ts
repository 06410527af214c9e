import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, list, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { CASES } from './fencing/cases.ts';
import { runCase } from './fencing/run-case.ts';
import { flatSite } from './fencing/site.ts';
import { agentOf, belongingsOf } from './support/agent-host.ts';
import { describeOnChaosLab, failsOver } from './support/chaos-lab.ts';

const SOON = { withinMs: 60_000, everyMs: 100 };

describeOnChaosLab('an agent dies for good, and its HAProxies live', (lab) => {
  failsOver(lab);

  const leased = (): Promise<unknown> =>
    eventually(async () => {
      const agents = await list(lab, '/v2.0/agents');
      const leases = agents.map(
        ({ configurations }) => (configurations as { lease_seconds: unknown }).lease_seconds,
      );
      expect(leases).to.deep.equal([3, 3]);
    }, SOON);

  it('they fall silent, and the balancer answers from another host', async () => {
    const { pool, address } = await createBalancer(lab);
    const url = vipUrl('http', address, 8080);
    await leased();
    const agent = await agentOf(lab, pool.id);
    const before = await belongingsOf(lab, agent);
    const load = await startLoad(lab, url, 2, { pauseMs: 10 });
    await agent.kill9();
    await eventually(async () => {
      expect((await agentOf(lab, pool.id)).name).to.not.equal(agent.name);
      expect((await curl(lab, url)).status).to.equal(200);
    }, SOON);
    await realised(lab, pool.id);
    // What was asked meanwhile may have waited instead of failing.
    expect((await load.stop()).requests).to.be.greaterThan(0);
    const { stdout: lease } = await lab.exec(agent.host.name, [
      'nft',
      'list',
      'set',
      'bridge',
      'lbaas_lease',
      'lease',
    ]);
    expect(lease).to.contain('flags timeout').and.not.contain('expires');
    expect((await belongingsOf(lab, agent)).haproxies).to.deep.equal(before.haproxies);
    const explained = (await call(lab, 'GET', `/v2.0/lb/pools/${pool.id}/explain`)) as unknown as {
      readonly placement: object;
    };
    expect(explained.placement).to.include({ moved_from: agent.name });

    await agent.start();
    await eventually(async () => {
      const { namespaces, haproxies } = await belongingsOf(lab, agent);
      expect([namespaces, haproxies]).to.deep.equal([[], []]);
    }, SOON);
    expect((await curl(lab, url)).status).to.equal(200);
    expect((await agentOf(lab, pool.id)).name).to.not.equal(agent.name);
  });

  it('of an agent that is stopped and continued, and of its next host, one answers at a time', async () => {
    const site = await flatSite(lab);
    const stopped = CASES.filter(({ id }) => id === '2');
    expect(stopped).to.have.lengthOf(1);
    for (const one of stopped) {
      const { complaints } = await runCase(site, one, lab.agents.slice(0, 1));
      expect(complaints).to.deep.equal([]);
    }
  });
});
