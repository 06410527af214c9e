import { expect } from 'chai';
import { type IpVersion, createBalancer } from './support/balancer.ts';
import { curl, vipUrl, whoServes } from './support/client.ts';
import { describeOnLab } from './support/describe-on-lab.ts';

for (const ipVersion of [4, 6] as const satisfies readonly IpVersion[]) {
  describeOnLab(`protocols over IPv${ipVersion}`, (lab) => {
    it('HTTP reaches both members and tells them the client address', async () => {
      const balancer = await createBalancer(lab, { ipVersion });
      const url = vipUrl('http', balancer.address, 8080);
      expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-1', 'web-2']));
      const client = ipVersion === 4 ? '10.0.0.2' : 'fd00:10::2';
      expect((await curl(lab, url)).headers.get('x-forwarded-for')).to.equal(client);
    });

    it('TCP passes bytes through and adds nothing', async () => {
      const balancer = await createBalancer(lab, { ipVersion, pool: { protocol: 'TCP' } });
      const url = vipUrl('http', balancer.address, 8080);
      expect(new Set(await whoServes(lab, url, 4))).to.deep.equal(new Set(['web-1', 'web-2']));
      expect((await curl(lab, url)).headers.get('x-forwarded-for')).to.equal(undefined);
    });

    it('HTTPS passes TLS through to the members', async () => {
      const balancer = await createBalancer(lab, {
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
