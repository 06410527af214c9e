import { eventually } from '@lbaas/common/runtime';
import { childrenOf, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { agentOf, pairOnOneHost } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';
import { LimitGroup } from './support/limit-group.ts';

const SOON = { withinMs: 60_000, everyMs: 100 };
/** Less than a hundred connections need. */
const LITTLE = 128 * 1024;

describeOnChaosLab('an agent host has nothing left', (lab) => {
  it('a HAProxy is killed for memory: it alone, and it is back, with the reason told', async () => {
    const [victim, neighbour] = (await pairOnOneHost(lab)).pair;
    const [pid = 0] = lab.haproxyPids(victim.pool.id);
    const bystanders = lab.haproxyPids(neighbour.pool.id);
    const load = await startLoad(lab, vipUrl('http', neighbour.address, 8080), 2, { pauseMs: 5 });
    const group = new LimitGroup('memory', ['memory.limit_in_bytes', LITTLE]);
    try {
      group.add([pid]);
      const pressure = await startLoad(lab, vipUrl('http', victim.address, 8080), 100);
      await eventually(() => expect(lab.haproxyPids(victim.pool.id)).to.not.include(pid), SOON);
      await pressure.stop();
      expect(group.read('memory.oom_control')).to.match(/^oom_kill 1$/m);
    } finally {
      await group.remove();
    }
    await eventually(
      async () => expect((await curl(lab, vipUrl('http', victim.address, 8080))).status).to.equal(200),
      SOON,
    );
    await eventually(async () => {
      const { status, status_description } = await call(lab, 'GET', `/v2.0/lb/vips/${victim.vip.id}`);
      expect(status).to.equal('ACTIVE');
      expect(status_description).to.match(/^HAProxy \(process \d+\) has ended at .*; it runs again$/);
    }, SOON);
    expect((await load.stop()).failures).to.deep.equal([]);
    expect(lab.haproxyPids(neighbour.pool.id)).to.deep.equal(bystanders);
  });

  it('no process can be started: a change is ERROR with the reason, and done when one can', async () => {
    const balancer = await createBalancer(lab);
    const { pool, address } = balancer;
    const agent = await agentOf(lab, pool.id);
    const { pid = 0 } = agent;
    const load = await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5 });
    const group = new LimitGroup('pids', ['pids.max', 1]);
    try {
      group.add([pid, ...childrenOf(pid)]);
      await call(lab, 'PUT', `/v2.0/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } });
      await eventually(async () => {
        const { status, status_description } = await call(lab, 'GET', `/v2.0/lb/pools/${pool.id}`);
        expect(status).to.equal('ERROR');
        expect(status_description).to.match(/cannot run.*(EAGAIN|Cannot fork)/);
      }, SOON);
    } finally {
      await group.remove();
    }
    await realised(lab, pool.id, SOON.withinMs);
    expect(agent.pid).to.equal(pid);
    expect((await load.stop()).failures).to.deep.equal([]);
  });
});
