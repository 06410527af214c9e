import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { call, createBalancer, deleteBalancers, list } from '../e2e/support/balancer.ts';
import { NOTHING, belongingsOf } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';

describeOnChaosLab('everything is deleted', (lab) => {
  it('no namespace, link, bridge, process or file is left on any agent host', async () => {
    const monitors = [{ type: 'HTTP', url_path: '/' }, { type: 'PING' }];
    const balancers = [
      await createBalancer(lab, { monitors }),
      await createBalancer(lab, { ipVersion: 6, vip: { session_persistence: { type: 'SOURCE_IP' } } }),
      await createBalancer(lab, { pool: { protocol: 'TCP' } }),
    ];
    // A reload leaves an old process for a while, which must end too.
    for (const { pool } of balancers) {
      await call(lab, 'PUT', `/v2.0/lb/pools/${pool.id}`, { pool: { lb_method: 'LEAST_CONNECTIONS' } });
    }
    await deleteBalancers(lab);
    for (const kind of ['pools', 'vips', 'members', 'health_monitors']) {
      expect(await list(lab, `/v2.0/lb/${kind}`)).to.deep.equal([]);
    }
    for (const agent of lab.agents) {
      await eventually(async () => expect(await belongingsOf(lab, agent)).to.deep.equal(NOTHING), {
        withinMs: 60_000,
        everyMs: 100,
      });
    }
    expect((await list(lab, '/v2.0/ports')).length).to.equal(0);
  });
});
