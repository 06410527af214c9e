import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, memberStatus, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { PATIENT_MONITOR, describeOnChaosLab } from './support/chaos-lab.ts';

describeOnChaosLab('the server is killed', (lab) => {
  it('traffic goes on; back, it carries out what it had accepted and shows what happened meanwhile', async () => {
    const balancer = await createBalancer(lab, { monitors: [PATIENT_MONITOR] });
    const { pool, members, address } = balancer;
    const [first, second] = members.map(({ id }) => id);
    const pids = lab.haproxyPids(pool.id);
    await lab.web(1).control({ status: 500 });
    await eventually(async () => expect(await memberStatus(lab, first ?? '')).to.equal('INACTIVE'), {
      withinMs: 60_000,
    });
    const load = await startLoad(lab, vipUrl('http', address, 8080), 3, { pauseMs: 5 });

    await call(lab, 'PUT', `/v2.0/lb/members/${second}`, { member: { weight: 9 } });
    await lab.server(1).kill9();
    await lab.web(1).control({ status: 200 });
    await lab.server(1).start();
    await realised(lab, pool.id);
    await eventually(async () => expect(await memberStatus(lab, first ?? '')).to.equal('ACTIVE'), {
      withinMs: 60_000,
    });
    expect((await call(lab, 'GET', `/v2.0/lb/members/${second}`))['weight']).to.equal(9);
    expect(lab.haproxyPids(pool.id)).to.deep.equal(pids);
    expect((await load.stop()).failures).to.deep.equal([]);
  });
});
