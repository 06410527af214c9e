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
    expect((await watch.stop()).at(-1)).to.equal('ACTIVE');
    return watch;
  }

  /** The first successor comes at once, often before anybody can ask; the later ones are waited for. */
  function expectError({ sightings }: StatusWatch): void {
    const error = sightings.findLast(({ status }) => status === 'ERROR');
    expect(error?.description)
      .to.contain('has ended')
      .and.to.match(/\(agent agent-[12]\)$/);
  }

  it('it is back within seconds', async () => {
    const lab = theLab();
    await kill(lab, await createBalancer(lab));
  });

  it('again and again: back ever later, and the status says so; nothing else is touched', async () => {
    const lab = theLab();
    const [victim, neighbour, third] = [
      await createBalancer(lab),
      await createBalancer(lab),
      await createBalancer(lab),
    ];
    const bystanders = [neighbour, third].flatMap(({ pool }) => lab.haproxyPids(pool.id));
    await kill(lab, victim);
    for (let round = 0; round < 2; round++) expectError(await kill(lab, victim));
    expect([neighbour, third].flatMap(({ pool }) => lab.haproxyPids(pool.id))).to.deep.equal(bystanders);
  });
});
