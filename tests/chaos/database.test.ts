import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, memberStatus, realised } from '../e2e/support/balancer.ts';
import { vipUrl, whoServes } from '../e2e/support/client.ts';
import { PATIENT_MONITOR, describeOnChaosLab } from './support/chaos-lab.ts';

describeOnChaosLab('the database is away', (lab) => {
  for (const how of ['stop', 'kill9'] as const) {
    it(`(${how}) the API says so, traffic goes on, and what happened meanwhile is shown afterwards`, async () => {
      const balancer = await createBalancer(lab, { monitors: [PATIENT_MONITOR] });
      const [first, second] = balancer.members;
      const url = vipUrl('http', balancer.address, 8080);
      for (const member of [first, second]) {
        await eventually(async () => expect(await memberStatus(lab, member?.id ?? '')).to.equal('ACTIVE'), {
          withinMs: 60_000,
        });
      }

      const newMember = { pool_id: balancer.pool.id, address: '10.0.0.12', protocol_port: 8081 };
      await lab.postgres[how]();
      for (const [method, path, body] of [
        ['GET', '/v2.0/lb/pools', undefined],
        ['POST', '/v2.0/lb/members', { member: newMember }],
        ['PUT', `/v2.0/lb/pools/${balancer.pool.id}`, { pool: { name: 'new' } }],
        ['DELETE', `/v2.0/lb/vips/${balancer.vip.id}`, undefined],
      ] as const) {
        const answer = await lab.api(method, path, body);
        expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).to.equal(503);
        expect(Number(answer.headers['retry-after'])).to.be.greaterThan(0);
      }
      await lab.web(1).control({ status: 500 });
      await eventually(
        async () => expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-2'])),
        { withinMs: 60_000 },
      );
      const load = await startLoad(lab, url, 2, { pauseMs: 5 });

      await lab.postgres.start();
      await eventually(async () => expect(await memberStatus(lab, first?.id ?? '')).to.equal('INACTIVE'), {
        withinMs: 60_000,
      });
      expect(await memberStatus(lab, second?.id ?? '')).to.equal('ACTIVE');
      expect((await call(lab, 'GET', `/v2.0/lb/vips/${balancer.vip.id}`)).status).to.equal('ACTIVE');
      await call(lab, 'PUT', `/v2.0/lb/members/${second?.id}`, { member: { weight: 3 } });
      await realised(lab, balancer.pool.id);
      expect((await load.stop()).failures).to.deep.equal([]);
    });
  }
});
