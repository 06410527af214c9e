import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, list, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { describeOnClusterLab, measured } from './support/cluster-lab.ts';
import { memberWriter } from './support/writer.ts';

describeOnClusterLab({ brokers: 3 })('each broker of a cluster is killed', (lab) => {
  it('changes arrive all the time, nothing is moved or lost, traffic goes on', async () => {
    const balancer = await createBalancer(lab);
    const load = await startLoad(lab, vipUrl('http', balancer.address, 8080), 4, { pauseMs: 5 });
    const writer = memberWriter(lab, balancer.pool.id).start();
    const delays: number[] = [];
    for (const [n, broker] of lab.brokers.entries()) {
      await broker.kill9();
      const begin = performance.now();
      const weight = 10 + n;
      const path = `/v2.0/lb/members/${balancer.members[0]?.id}`;
      await call(lab, 'PUT', path, { member: { weight } });
      await eventually(async () => expect((await call(lab, 'GET', path)).status).to.equal('ACTIVE'), {
        withinMs: 30_000,
        everyMs: 100,
      });
      delays.push(Math.round(performance.now() - begin));
      await writer.acknowledges(10_000);
      // The last one may stay down: two are a majority.
      if (broker !== lab.brokers.at(-1)) await broker.start();
    }
    await writer.stop();
    const alive = (await list(lab, '/v2.0/agents')).map((agent) => agent['alive']);
    expect(alive).to.deep.equal([true, true]);
    await realised(lab, balancer.pool.id);
    const members = new Set((await list(lab, '/v2.0/lb/members')).map(({ id }) => id));
    expect(writer.acknowledged.filter((id) => !members.has(id))).to.deep.equal([]);
    expect(writer.refusals).to.deep.equal([]);
    const { requests, failures } = await load.stop();
    expect(failures).to.deep.equal([]);
    expect(requests).to.be.greaterThan(100);
    measured(
      `a change is realised ${delays.join(', ')} ms after a broker was killed; ` +
        `longest time between two acknowledged writes: ${Math.round(writer.outageMs())} ms`,
    );
  });
});
