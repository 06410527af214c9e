import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, createBalancer, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { chaosLab } from './support/chaos-lab.ts';
import { StatusWatch } from './support/status-watch.ts';

describe('HAProxy is killed', function () {
  this.timeout(60_000);
  const theLab = chaosLab();

  /** @returns what the API showed of the VIP between the kill and the first answer of its successor */
  async function kill(lab: Lab, { pool, vip, address }: Balancer): Promise<StatusWatch> {
    const watch = new StatusWatch(lab, `/v2.0/lb/vips/${vip.id}`);
    const [pid, ...others] = lab.killHaproxy(pool.id);
    expect(others).to.deep.equal([]);
    await eventually(
      async () => expect((await curl(lab, vipUrl('http', address, 8080))).status).to.equal(200),
      { withinMs: 3000 },
    );
    const [successor, ...more] = lab.haproxyPids(pool.id);
    expect(successor).to.be.a('number').and.to.not.equal(pid);
    expect(more).to.deep.equal([]);
    await realised(lab, pool.id);
    expect((await watch.stop()).slice(-2)).to.deep.equal(['ERROR', 'ACTIVE']);
    expect(watch.sightings.at(-2)?.description)
      .to.contain('has ended')
      .and.to.match(/\(agent agent-[12]\)$/);
    return watch;
  }

  it('it is back within seconds, and the status says what was', async () => {
    const lab = theLab();
    await kill(lab, await createBalancer(lab));
  });

  it('again and again: still back, ever later; nothing else on the host is touched', async () => {
    const lab = theLab();
    const [victim, neighbour, third] = [
      await createBalancer(lab),
      await createBalancer(lab),
      await createBalancer(lab),
    ];
    const bystanders = [neighbour, third].flatMap(({ pool }) => lab.haproxyPids(pool.id));
    for (let round = 0; round < 3; round++) await kill(lab, victim);
    expect([neighbour, third].flatMap(({ pool }) => lab.haproxyPids(pool.id))).to.deep.equal(bystanders);
  });
});
