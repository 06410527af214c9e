import { eventually } from '@lbaas/common/runtime';
import { type Lab, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, memberStatus, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { withDatabase } from './support/database.ts';
import { PATIENT_MONITOR, describeOnChaosLab } from './support/chaos-lab.ts';

const IS_SENT = `
SELECT p.dispatched_generation = d.generation AS "isSent" FROM devices d JOIN placements p ON p.device_id = d.id
WHERE d.id = $1`;
const isSent = (lab: Lab, deviceId: string): Promise<boolean | undefined> =>
  withDatabase(lab, async (client) => {
    const { rows } = await client.query<{ isSent: boolean }>(IS_SENT, [deviceId]);
    return rows[0]?.isSent;
  });

const SOON = { withinMs: 60_000, everyMs: 50 };

describeOnChaosLab('the server is killed', (lab) => {
  const signalBroker = (signal: NodeJS.Signals): void => {
    if (lab.broker.pid !== undefined) process.kill(lab.broker.pid, signal);
  };
  afterEach(() => signalBroker('SIGCONT'));

  for (const { what, isTaken } of [
    { what: 'after a change was committed and marked as sent, and before the broker has it', isTaken: false },
    { what: 'after the broker has a change, and before that is confirmed', isTaken: true },
  ])
    it(`${what}: the change arrives all the same`, async () => {
      const { pool, members, address } = await createBalancer(lab);
      const touched = `/v2.0/lb/members/${members[0]?.id}`;
      const load = await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5 });
      // It takes bytes, and does not look at them.
      signalBroker('SIGSTOP');
      await call(lab, 'PUT', touched, { member: { weight: 7 } });
      await eventually(async () => expect(await isSent(lab, pool.id)).to.equal(true), SOON);
      await lab.server(1).kill9();
      if (isTaken) signalBroker('SIGCONT');
      else {
        await lab.broker.kill9();
        await lab.broker.start();
      }
      await lab.server(1).start();
      await realised(lab, pool.id, SOON.withinMs);
      expect((await call(lab, 'GET', touched))['weight']).to.equal(7);
      expect((await load.stop()).failures).to.deep.equal([]);
    });

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
