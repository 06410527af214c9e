import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type ApiObject, type Balancer, call, createBalancer, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';
import { StatusWatch } from './support/status-watch.ts';

describeOnChaosLab('HAProxy is killed', (lab) => {
  /** @returns what the API showed of the VIP between the kill and the word that its successor runs */
  async function kill({ pool, vip, address }: Balancer): Promise<StatusWatch> {
    const watch = new StatusWatch(lab, `/v2.0/lb/vips/${vip.id}`);
    const sinceMs = Date.now();
    const [pid, ...others] = lab.killHaproxy(pool.id);
    expect(others).to.deep.equal([]);
    await eventually(
      async () => expect((await curl(lab, vipUrl('http', address, 8080))).status).to.equal(200),
      { withinMs: 60_000 },
    );
    for (const path of [`/v2.0/lb/pools/${pool.id}`, `/v2.0/lb/vips/${vip.id}`]) {
      await eventually(async () => expectIncident(await call(lab, 'GET', path), sinceMs), {
        withinMs: 60_000,
      });
    }
    const { placement } = await call(lab, 'GET', `/v2.0/lb/pools/${pool.id}/explain`);
    expect(placement).to.have.nested.property('incident.words').that.contains('has ended');
    const [successor, ...more] = lab.haproxyPids(pool.id);
    expect(successor).to.be.a('number').and.to.not.equal(pid);
    expect(more).to.deep.equal([]);
    expect((await watch.stop()).at(-1)).to.equal('ACTIVE');
    return watch;
  }

  /**
   * Checks the lasting description, because the first successor runs at once, often before anybody can read the
   * status.
   */
  function expectIncident({ status, status_description }: ApiObject, sinceMs: number): void {
    const words = /^HAProxy \(process \d+\) has ended at (\d{4}-\d\d-\d\dT.*Z); it runs again$/;
    expect(status).to.equal('ACTIVE');
    expect(status_description).to.match(words);
    expect(Date.parse(words.exec(status_description)?.[1] ?? '')).to.be.at.least(sinceMs);
  }

  const errorIn = ({ sightings }: StatusWatch): string | undefined =>
    sightings.findLast(({ status }) => status === 'ERROR')?.description;

  it('it is back within seconds, and the status tells of it until the next change', async () => {
    const balancer = await createBalancer(lab);
    await kill(balancer);
    await call(lab, 'PUT', `/v2.0/lb/members/${balancer.members[0]?.id}`, { member: { weight: 3 } });
    await realised(lab, balancer.pool.id);
    expect((await call(lab, 'GET', `/v2.0/lb/vips/${balancer.vip.id}`)).status_description).to.equal('');
  });

  it('again and again: back ever later, and the status says so; nothing else is touched', async () => {
    const [victim, neighbour, third] = [
      await createBalancer(lab),
      await createBalancer(lab),
      await createBalancer(lab),
    ];
    const bystanders = [neighbour, third].flatMap(({ pool }) => lab.haproxyPids(pool.id));
    await kill(victim);
    // The later ones are waited for, ever longer, so that the error shows between two answers of the API at last.
    let error: string | undefined;
    while (error === undefined) error = errorIn(await kill(victim));
    expect(error)
      .to.contain('has ended')
      .and.to.match(/\(agent agent-[12]\)$/);
    expect([neighbour, third].flatMap(({ pool }) => lab.haproxyPids(pool.id))).to.deep.equal(bystanders);
  });
});
