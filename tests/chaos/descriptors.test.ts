import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, call, createBalancer, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { agentOf } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';
import { exhaustDescriptors, restoreDescriptors } from './support/descriptors.ts';

const SOON = { withinMs: 60_000, everyMs: 100 };

/** No file, socket or process can be opened any more. The process goes on, and works again when it can. */
describeOnChaosLab('file descriptors run out', (lab) => {
  const reweigh = ({ members }: Balancer, weight: number): Promise<unknown> =>
    call(lab, 'PUT', `/v2.0/lb/members/${members[0]?.id}`, { member: { weight } });

  it('of the server: calls fail, nothing else does, and it answers again', async () => {
    const balancer = await createBalancer(lab);
    const load = await startLoad(lab, vipUrl('http', balancer.address, 8080), 2, { pauseMs: 5 });
    const { pid } = lab.server(1);
    await exhaustDescriptors(lab.server(1));
    try {
      await eventually(async () => {
        const answer = await lab.api('GET', '/v2.0/lb/pools').catch(() => undefined);
        expect(answer?.status).to.not.equal(200);
      }, SOON);
    } finally {
      await restoreDescriptors(lab.server(1));
    }
    await eventually(() => reweigh(balancer, 5), SOON);
    await realised(lab, balancer.pool.id);
    expect(lab.server(1).pid).to.equal(pid);
    expect((await load.stop()).failures).to.deep.equal([]);
  });

  it('of an agent: a change that needs a process is ERROR with the reason, and done when it can be', async () => {
    const balancer = await createBalancer(lab);
    const { pool, address } = balancer;
    const agent = await agentOf(lab, pool.id);
    const load = await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5 });
    const { pid } = agent;
    await exhaustDescriptors(agent);
    try {
      await call(lab, 'PUT', `/v2.0/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } });
      await eventually(async () => {
        const { status, status_description } = await call(lab, 'GET', `/v2.0/lb/pools/${pool.id}`);
        expect(status).to.equal('ERROR');
        expect(status_description).to.match(/EMFILE|too many open files/i);
      }, SOON);
    } finally {
      await restoreDescriptors(agent);
    }
    await realised(lab, pool.id, SOON.withinMs);
    expect(agent.pid).to.equal(pid);
    expect((await load.stop()).failures).to.deep.equal([]);
  });
});
