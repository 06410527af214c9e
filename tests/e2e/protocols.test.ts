import { expect } from 'chai';
import type { Lab } from '@lbaas/lab';
import { type Balancer, type IpVersion, createBalancer, deleteBalancer } from './support/balancer.ts';
import { curl, vipUrl, whoServes } from './support/client.ts';
import { e2eLab } from './support/e2e-lab.ts';

for (const ipVersion of [4, 6] as const satisfies readonly IpVersion[]) {
  describe(`protocols over IPv${ipVersion}`, function () {
    this.timeout(180_000);
    let lab: Lab;
    let balancer: Balancer | undefined;

    before(async () => {
      lab = await e2eLab();
    });
    afterEach(async () => {
      if (balancer !== undefined) await deleteBalancer(lab, balancer);
      balancer = undefined;
    });

    it('HTTP reaches both members and tells them the client address', async () => {
      balancer = await createBalancer(lab, { ipVersion });
      const url = vipUrl('http', balancer.address, 8080);
      expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-1', 'web-2']));
      const client = ipVersion === 4 ? '10.0.0.2' : 'fd00:10::2';
      expect((await curl(lab, url)).headers.get('x-forwarded-for')).to.equal(client);
    });

    it('TCP passes bytes through and adds nothing', async () => {
      balancer = await createBalancer(lab, { ipVersion, pool: { protocol: 'TCP' } });
      const url = vipUrl('http', balancer.address, 8080);
      expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-1', 'web-2']));
      expect((await curl(lab, url)).headers.get('x-forwarded-for')).to.equal(undefined);
    });

    it('HTTPS passes TLS through to the members', async () => {
      balancer = await createBalancer(lab, {
        ipVersion,
        pool: { protocol: 'HTTPS' },
        memberPort: 8443,
        port: 443,
      });
      const url = vipUrl('https', balancer.address, 443);
      expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-1', 'web-2']));
    });
  });
}
