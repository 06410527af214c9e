import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { createBalancer, list, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { agentOf, balancerOn, pairOnOneHost } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';

const SOON = { withinMs: 90_000, everyMs: 100 };

/** Power off and on: everything in memory is gone, and the state directory is left. */
describeOnChaosLab('an agent host is rebooted', (lab) => {
  const answers = (address: string): Promise<unknown> =>
    eventually(
      async () => expect((await curl(lab, vipUrl('http', address, 8080))).status).to.equal(200),
      SOON,
    );

  it('all that it ran is there again, and the other host has not noticed', async () => {
    const { agent, pair } = await pairOnOneHost(lab);
    const other = lab.agents.find(({ name }) => name !== agent.name) ?? agent;
    const elsewhere = await balancerOn(lab, other);
    const load = await startLoad(lab, vipUrl('http', elsewhere.address, 8080), 2, { pauseMs: 5 });

    await agent.host.reboot();
    expect(lab.haproxyPidsOn(agent.name)).to.deep.equal([]);
    await agent.start();

    for (const { pool, address } of pair) {
      await answers(address);
      await realised(lab, pool.id);
      expect((await agentOf(lab, pool.id)).name).to.equal(agent.name);
    }
    expect((await load.stop()).failures).to.deep.equal([]);
  });

  it('without a server it starts by itself what is on its disk', async () => {
    const { pool, address } = await createBalancer(lab);
    const agent = await agentOf(lab, pool.id);
    await lab.server(1).kill9();

    await agent.host.reboot();
    await agent.start();
    await answers(address);

    await lab.server(1).start();
    await eventually(async () => {
      const agents = await list(lab, '/v2.0/agents');
      expect(agents.map(({ alive }) => alive)).to.deep.equal([true, true]);
    }, SOON);
    await realised(lab, pool.id);
  });
});
