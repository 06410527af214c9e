import { promote, startLoad, waitForStandbys } from '@lbaas/lab';
import { expect } from 'chai';
import { createBalancer, list, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { describeOnClusterLab, measured } from './support/cluster-lab.ts';
import { memberWriter } from './support/writer.ts';

/** From the promotion on: connections to the old primary must be given up, and the new one found. */
const BACK_WITHIN_MS = 20_000;

describeOnClusterLab({ databases: 2 })('a primary database and its standby are killed', (lab) => {
  const [primary, standby] = [() => lab.databases[0], () => lab.databases[1]];

  it('no acknowledged write is lost, the API is back on the promoted standby, traffic goes on', async () => {
    const [first, second] = [primary(), standby()];
    if (first === undefined || second === undefined) throw new Error('the laboratory has no standby');
    const balancer = await createBalancer(lab);
    const load = await startLoad(lab, vipUrl('http', balancer.address, 8080), 4, { pauseMs: 5 });
    const writer = memberWriter(lab, balancer.pool.id).start();
    await writer.acknowledges(10_000);

    // Without its standby a primary that promises two copies takes writes slowly; its operator releases it.
    let begin = performance.now();
    await second.kill9();
    await waitForStandbys(first, false);
    await writer.acknowledges(BACK_WITHIN_MS);
    const withoutStandby = writer.outageMs(begin);
    await second.start();
    await waitForStandbys(first, true);
    await writer.acknowledges(10_000);

    begin = performance.now();
    await first.kill9();
    await promote(second);
    await writer.acknowledges(BACK_WITHIN_MS);
    const withoutPrimary = writer.outageMs(begin);

    await writer.stop();
    await realised(lab, balancer.pool.id);
    const members = new Set((await list(lab, '/v2.0/lb/members')).map(({ id }) => id));
    expect(writer.acknowledged.filter((id) => !members.has(id))).to.deep.equal([]);
    // What could not be done was refused in a way that lets clients try again.
    expect(writer.refusals.filter((text) => !text.startsWith('503 '))).to.deep.equal([]);
    const { requests, failures } = await load.stop();
    expect(failures).to.deep.equal([]);
    expect(requests).to.be.greaterThan(100);
    measured(
      `longest time without an acknowledged write: ${Math.round(withoutStandby)} ms without the standby, ` +
        `${Math.round(withoutPrimary)} ms without the primary`,
    );
  });
});
