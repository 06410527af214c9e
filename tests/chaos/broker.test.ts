import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { type ApiObject, call, createBalancer, labSubnets, realised } from '../e2e/support/balancer.ts';
import { vipUrl, whoServes } from '../e2e/support/client.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';

describeOnChaosLab('the message broker is killed', (lab) => {
  async function created(path: string, body: object): Promise<ApiObject> {
    const answer = await lab.api('POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return Object.values(answer.body as Record<string, ApiObject>)[0] as ApiObject;
  }

  async function names(path: string, status: string): Promise<void> {
    await eventually(
      async () => {
        const object = await call(lab, 'GET', path);
        expect(object.status).to.equal(status);
        expect(object.status_description).to.match(/message broker/);
      },
      { withinMs: 60_000 },
    );
  }

  it('calls are accepted and say what they wait for; afterwards everything is done; traffic goes on', async () => {
    const subnet_id = (await labSubnets(lab))[4];
    const before = await createBalancer(lab);
    const load = await startLoad(lab, vipUrl('http', before.address, 8080), 4, { pauseMs: 5 });

    await lab.broker.kill9();
    const pool = await created('/v2.0/lb/pools', {
      pool: { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id },
    });
    const member = await created('/v2.0/lb/members', {
      member: { pool_id: pool.id, address: '10.0.0.11', protocol_port: 8080 },
    });
    const vip = await created('/v2.0/lb/vips', {
      vip: { pool_id: pool.id, subnet_id, protocol: 'HTTP', protocol_port: 8080 },
    });
    const late = await created('/v2.0/lb/members', {
      member: { pool_id: pool.id, address: '10.0.0.12', protocol_port: 8080, weight: 0 },
    });
    const touched = `/v2.0/lb/members/${before.members[0]?.id}`;
    await call(lab, 'PUT', touched, { member: { weight: 7 } });
    expect([pool.status, member.status]).to.deep.equal(Array(2).fill('ACTIVE'));
    expect([vip.status, late.status]).to.deep.equal(Array(2).fill('PENDING_CREATE'));
    await names(`/v2.0/lb/vips/${vip.id}`, 'PENDING_CREATE');
    await names(`/v2.0/lb/members/${late.id}`, 'PENDING_CREATE');
    await names(touched, 'PENDING_UPDATE');
    expect((await call(lab, 'GET', `/v2.0/lb/vips/${before.vip.id}`)).status).to.equal('ACTIVE');

    await lab.broker.start();
    await realised(lab, pool.id);
    await realised(lab, before.pool.id);
    expect(await whoServes(lab, vipUrl('http', vip['address'] as string, 8080), 2)).to.deep.equal([
      'web-1',
      'web-1',
    ]);
    const { requests, failures } = await load.stop();
    expect(failures).to.deep.equal([]);
    expect(requests).to.be.greaterThan(100);
  });
});
