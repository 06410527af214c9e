import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, labSubnets, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl, whoServes } from '../e2e/support/client.ts';
import { AddressWatch } from './support/address-watch.ts';
import { agentOf } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';

const ADDRESS = '10.0.0.150';
const URL = vipUrl('http', ADDRESS, 8080);

describeOnChaosLab('an address moves while its agent is cut off', (lab) => {
  let watch: AddressWatch | undefined;

  afterEach(async () => {
    await watch?.stop();
    watch = undefined;
  });

  it('the next one waits, and says for whom; never do two answer for the address', async () => {
    const old = await createBalancer(lab, { vip: { address: ADDRESS }, members: [{ address: '10.0.0.11' }] });
    const next = await createBalancer(lab, { members: [{ address: '10.0.0.12' }] });
    const [from, to] = [await agentOf(lab, old.pool.id), await agentOf(lab, next.pool.id)];
    expect(from.name).to.not.equal(to.name);
    await call(lab, 'DELETE', `/v2.0/lb/vips/${next.vip.id}`);
    watch = await AddressWatch.start(lab, ADDRESS);
    const load = await startLoad(lab, URL, 2, { pauseMs: 10 });

    await lab.cut(from.name, 'mgmt');
    await call(lab, 'DELETE', `/v2.0/lb/vips/${old.vip.id}`);
    const subnet_id = (await labSubnets(lab))[4];
    const vip = await call(lab, 'POST', '/v2.0/lb/vips', {
      vip: { pool_id: next.pool.id, subnet_id, protocol: 'HTTP', protocol_port: 8080, address: ADDRESS },
    });
    expect(vip.status).to.equal('PENDING_CREATE');
    await eventually(
      async () => {
        const { status, status_description } = await call(lab, 'GET', `/v2.0/lb/vips/${vip.id}`);
        expect(status).to.equal('PENDING_CREATE');
        expect(status_description).to.contain('address is still held').and.to.contain(old.pool.id);
      },
      { withinMs: 60_000 },
    );
    await eventually(
      async () => {
        const pool = await call(lab, 'GET', `/v2.0/lb/pools/${old.pool.id}`);
        expect(pool.status).to.equal('PENDING_UPDATE');
        expect(pool.status_description).to.match(
          new RegExp(`agent ${from.name} has not reported for \\d+ s`),
        );
      },
      { withinMs: 60_000, everyMs: 100 },
    );
    // The client is still served by the device whose agent has not received its deletion.
    expect(await whoServes(lab, URL, 2)).to.deep.equal(['web-1', 'web-1']);
    expect((await load.stop()).failures).to.deep.equal([]);

    await lab.heal(from.name, 'mgmt');
    await realised(lab, next.pool.id, 40_000);
    await eventually(async () => expect((await curl(lab, URL)).servedBy).to.equal('web-2'), {
      withinMs: 60_000,
    });
    await realised(lab, old.pool.id);
    const tenures = await watch.until(2);
    expect(tenures.map(({ where }) => where)).to.deep.equal([
      `${from.name} qlbaas-${old.pool.id}`,
      `${to.name} qlbaas-${next.pool.id}`,
    ]);
    expect(tenures[0]?.to).to.be.lessThan(tenures[1]?.from ?? 0);
  });
});
