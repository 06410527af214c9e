import { expect } from 'chai';
import { startDownload } from '@lbaas/lab';
import {
  type Balancer,
  type BalancerOptions,
  call,
  createBalancer,
  realised,
  settled,
} from './support/balancer.ts';
import { curl, vipUrl, whoServes } from './support/client.ts';
import { describeOnLab } from './support/describe-on-lab.ts';

const countOf = (names: readonly string[], name: string): number =>
  names.filter((each) => each === name).length;

describeOnLab('balancing methods, weights, limits and admin state', (lab) => {
  async function build(options: BalancerOptions = {}): Promise<{ built: Balancer; url: string }> {
    const built = await createBalancer(lab, options);
    return { built, url: vipUrl('http', built.address, built.port) };
  }

  it('ROUND_ROBIN takes turns', async () => {
    const { url } = await build();
    const names = await whoServes(lab, url, 6);
    for (const [index, name] of names.entries()) if (index > 0) expect(name).to.not.equal(names[index - 1]);
  });

  it('ROUND_ROBIN follows the weights', async () => {
    const { url } = await build({ members: [{ weight: 3 }, { weight: 1 }] });
    expect(countOf(await whoServes(lab, url, 16), 'web-1')).to.equal(12);
  });

  it('LEAST_CONNECTIONS avoids the busy member', async () => {
    const { url } = await build({ pool: { lb_method: 'LEAST_CONNECTIONS' } });
    const download = await startDownload(lab, `${url}bytes/60000000`);
    const [idle, ...others] = new Set(await whoServes(lab, url, 8));
    expect(idle).to.match(/^web-[12]$/);
    expect(others).to.deep.equal([]);
    expect(await download.stop()).to.include({ complete: true });
  });

  it('SOURCE_IP sends one client to one member', async () => {
    const { url } = await build({ pool: { lb_method: 'SOURCE_IP' } });
    expect(new Set(await whoServes(lab, url, 6))).to.have.lengthOf(1);
  });

  it('a weight of 0 takes no new client, at once', async () => {
    const { built, url } = await build();
    await call(lab, 'PUT', `/v2.0/lb/members/${built.members[0]?.id}`, { member: { weight: 0 } });
    await realised(lab, built.pool.id);
    expect(countOf(await whoServes(lab, url, 6), 'web-2')).to.equal(6);
  });

  it('members come and go', async () => {
    const { built, url } = await build({ members: [{}] });
    expect(new Set(await whoServes(lab, url, 3))).to.deep.equal(new Set(['web-1']));
    const member = { pool_id: built.pool.id, address: '10.0.0.12', protocol_port: 8080 };
    const second = await call(lab, 'POST', '/v2.0/lb/members', { member });
    await realised(lab, built.pool.id);
    expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-1', 'web-2']));
    await call(lab, 'DELETE', `/v2.0/lb/members/${second.id}`);
    await realised(lab, built.pool.id);
    expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-1']));
  });

  it('no members: 503, and nothing pending', async () => {
    const { url } = await build({ members: [] });
    expect((await curl(lab, url)).status).to.equal(503);
  });

  it('a connection limit of 0 answers nobody, and lifting it lets everybody in', async () => {
    const { built, url } = await build({ vip: { connection_limit: 0 } });
    expect((await curl(lab, url)).status).to.not.equal(200);
    await call(lab, 'PUT', `/v2.0/lb/vips/${built.vip.id}`, { vip: { connection_limit: -1 } });
    await realised(lab, built.pool.id);
    expect((await curl(lab, url)).status).to.equal(200);
  });

  it('the admin state of member, pool and vip is honoured', async () => {
    const { built, url } = await build();
    const set = async (path: string, wrapper: string, up: boolean): Promise<string> => {
      await call(lab, 'PUT', path, { [wrapper]: { admin_state_up: up } });
      return await settled(lab, path);
    };
    const member = `/v2.0/lb/members/${built.members[0]?.id}`;
    expect(await set(member, 'member', false)).to.equal('DISABLED');
    expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-2']));
    expect(await set(member, 'member', true)).to.equal('ACTIVE');

    const pool = `/v2.0/lb/pools/${built.pool.id}`;
    expect(await set(pool, 'pool', false)).to.equal('DISABLED');
    expect((await curl(lab, url)).status).to.equal(503);
    expect(await set(pool, 'pool', true)).to.equal('ACTIVE');

    const vip = `/v2.0/lb/vips/${built.vip.id}`;
    expect(await set(vip, 'vip', false)).to.equal('DISABLED');
    expect((await curl(lab, url)).status).to.equal(0);
    expect(await set(vip, 'vip', true)).to.equal('ACTIVE');
    expect((await curl(lab, url)).status).to.equal(200);
  });
});
