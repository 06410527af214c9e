import { eventually, sleep } from '@lbaas/common/runtime';
import { type Lab, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, call, createBalancer, realised } from '../e2e/support/balancer.ts';
import { vipUrl, whoServes } from '../e2e/support/client.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';
import { loseDatabase, restoreDump, takeDump } from './support/dump.ts';

interface Kept {
  readonly device_id: string;
  readonly agent_id: string;
  readonly why: string;
  readonly name: string;
  readonly addresses: readonly string[];
}

const SOON = { withinMs: 60_000, everyMs: 250 };

describeOnChaosLab('the database is lost, and restored from a dump', (lab) => {
  it('what came after the dump runs on, is reported, and goes only when an administrator says so', async () => {
    const before = await createBalancer(lab, { pool: { name: 'before' } });
    const changed = await createBalancer(lab, { pool: { name: 'changed' }, port: 8081 });
    await takeDump(lab);
    const after = await createBalancer(lab, { pool: { name: 'after' }, port: 8082 });
    await call(lab, 'DELETE', `/v2.0/lb/members/${changed.members[1]?.id}`);
    await realised(lab, changed.pool.id);
    const all = [before, changed, after];
    const loads = await Promise.all(all.map((each) => startLoad(lab, urlOf(each), 1, { pauseMs: 20 })));

    await loseDatabase(lab);
    await eventually(async () => expect((await lab.api('GET', '/v2.0/lb/pools')).status).to.equal(503), SOON);
    await restoreDump(lab);
    const kept = await eventually(async () => {
      const found = await keptDevices(lab);
      expect(found.map(({ name, why }) => `${name} ${why}`)).to.have.members([
        'changed newer',
        'after unknown',
      ]);
      return found;
    }, SOON);
    expect(kept.find(({ name }) => name === 'after')?.addresses).to.deep.equal([after.address]);

    // Whoever would take something down has had the time for it.
    await sleep(15_000);
    expect(await keptDevices(lab)).to.have.length(2);
    for (const load of loads) expect((await load.stop()).failures).to.deep.equal([]);
    expect(new Set(await whoServes(lab, urlOf(changed), 4))).to.deep.equal(new Set(['web-1']));
    expect((await lab.api('GET', `/v2.0/lb/pools/${after.pool.id}`)).status).to.equal(404);
    await eventually(async () => {
      const pool = await call(lab, 'GET', `/v2.0/lb/pools/${changed.pool.id}`);
      expect(pool.status).to.equal('ERROR');
      expect(pool.status_description).to.contain('the database was restored from an older state');
    }, SOON);
    expect((await call(lab, 'GET', `/v2.0/lb/pools/${before.pool.id}`)).status).to.equal('ACTIVE');
    expect(await (await fetch(`${lab.apiUrl}/metrics`)).text()).to.contain('lbaas_devices{state="kept"} 2\n');

    // What was there at the time of the dump is served by the API as ever.
    await call(lab, 'PUT', `/v2.0/lb/members/${before.members[0]?.id}`, { member: { weight: 3 } });
    await realised(lab, before.pool.id);

    for (const { agent_id: agent, device_id: device } of kept)
      await call(lab, 'DELETE', `/v2.0/agents/${agent}/kept-devices/${device}`);
    await realised(lab, changed.pool.id);
    expect(new Set(await whoServes(lab, urlOf(changed), 4))).to.deep.equal(new Set(['web-1', 'web-2']));
    await eventually(async () => {
      expect(await keptDevices(lab)).to.deep.equal([]);
      for (const host of ['agent-1', 'agent-2'])
        expect((await lab.exec(host, ['ip', 'netns'])).stdout).to.not.contain(after.pool.id);
    }, SOON);
  });

  const urlOf = ({ address, port }: Balancer): string => vipUrl('http', address, port);
});

async function keptDevices(lab: Lab): Promise<readonly Kept[]> {
  const answer = await lab.api('GET', '/v2.0/agents/kept-devices');
  expect(answer.status).to.equal(200);
  return (answer.body as { readonly kept_devices: readonly Kept[] }).kept_devices;
}
