import { expect } from 'chai';
import { type Balancer, type IpVersion, call, createBalancer, realised } from './support/balancer.ts';
import { curl, vipUrl, whoServes } from './support/client.ts';
import { describeOnLab } from './support/describe-on-lab.ts';

const BOTH = new Set(['web-1', 'web-2']);
const cookieOf = (header: string | undefined, name: string): string | undefined =>
  new RegExp(`${name}=([^;]+)`).exec(header ?? '')?.[1];

for (const ipVersion of [4, 6] as const satisfies readonly IpVersion[]) {
  describeOnLab(`session persistence over IPv${ipVersion}`, (lab) => {
    async function build(session_persistence: object): Promise<{ built: Balancer; url: string }> {
      const balancer = await createBalancer(lab, { ipVersion, vip: { session_persistence } });
      return { built: balancer, url: vipUrl('http', balancer.address, 8080) };
    }

    /** A change that needs a reload: the balancing method is part of the structure. */
    async function forceReload(built: Balancer): Promise<void> {
      await call(lab, 'PUT', `/v2.0/lb/pools/${built.pool.id}`, { pool: { lb_method: 'LEAST_CONNECTIONS' } });
      await realised(lab, built.pool.id);
    }

    it('HTTP_COOKIE: new clients alternate, a cookie sticks, an unknown one falls back', async () => {
      const { built, url } = await build({ type: 'HTTP_COOKIE' });
      expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(BOTH);
      const first = await curl(lab, url);
      const cookie = cookieOf(first.headers.get('set-cookie'), 'SRV');
      expect(cookie).to.be.a('string');
      const again = await whoServes(lab, url, 4, ['-b', `SRV=${cookie}`]);
      expect(new Set(again)).to.deep.equal(new Set([first.servedBy]));
      const unknown = await curl(lab, url, ['-b', 'SRV=nobody']);
      expect(unknown.status).to.equal(200);
      expect(unknown.headers.get('set-cookie')).to.match(/^SRV=/);

      await forceReload(built);
      expect(new Set(await whoServes(lab, url, 4, ['-b', `SRV=${cookie}`]))).to.deep.equal(
        new Set([first.servedBy]),
      );
    });

    it('SOURCE_IP: a client stays with its member, across a reload too', async () => {
      const { built, url } = await build({ type: 'SOURCE_IP' });
      const names = new Set(await whoServes(lab, url, 6));
      expect(names).to.have.lengthOf(1);
      await forceReload(built);
      expect(new Set(await whoServes(lab, url, 6))).to.deep.equal(names);
    });

    it("APP_COOKIE: the application's own cookie sticks, across a reload too", async () => {
      const { built, url } = await build({ type: 'APP_COOKIE', cookie_name: 'JSESSIONID' });
      const login = await curl(lab, `${url}app-cookie`);
      const cookie = cookieOf(login.headers.get('set-cookie'), 'JSESSIONID');
      expect(cookie).to.be.a('string');
      const sticky = ['-b', `JSESSIONID=${cookie}`];
      expect(new Set(await whoServes(lab, url, 4, sticky))).to.deep.equal(new Set([login.servedBy]));
      expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(BOTH);
      await forceReload(built);
      expect(new Set(await whoServes(lab, url, 4, sticky))).to.deep.equal(new Set([login.servedBy]));
    });

    it('a PUT without session_persistence keeps it, null clears it', async () => {
      const { built, url } = await build({ type: 'HTTP_COOKIE' });
      const vip = `/v2.0/lb/vips/${built.vip.id}`;
      await call(lab, 'PUT', vip, { vip: { name: 'renamed', connection_limit: 100 } });
      await realised(lab, built.pool.id);
      expect((await curl(lab, url)).headers.get('set-cookie')).to.match(/^SRV=/);
      await call(lab, 'PUT', vip, { vip: { session_persistence: null } });
      await realised(lab, built.pool.id);
      expect((await curl(lab, url)).headers.get('set-cookie')).to.equal(undefined);
    });
  });
}
