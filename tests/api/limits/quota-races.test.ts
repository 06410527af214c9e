import { expect } from 'chai';
import type { Answer } from '../support/lbaas-v1-client.ts';
import { memberBody, monitorBody, newPool, vipBody } from '../support/lbaas-v1-fixture.ts';
import { DEFAULTS, networkBody, quotaHelpers } from '../support/quota-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('quotas', () => {
  const api = useLbaasApi({ quotas: DEFAULTS, agent: {}, isPatient: true });
  const { project, poolBody } = quotaHelpers(() => api);

  before(async () => {
    await api.admin.put(`/networks/${api.networkId}`, { network: { shared: true } });
  });

  describe('hold against requests at once', () => {
    const outcomes = (answers: readonly Answer[]) => ({
      made: answers.filter(({ status }) => status === 201).length,
      refused: answers.filter(({ type }) => type === 'OverQuota').length,
    });
    const atOnce = async (work: (index: number) => Promise<Answer>) =>
      outcomes(await Promise.all(Array.from({ length: 20 }, (_, index) => work(index))));
    const threeOfTwenty = { made: 3, refused: 17 };

    it('for pools, round after round', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { client } = await project({ pool: 3 });
        expect(await atOnce(() => client.post('/lb/pools', poolBody()))).to.deep.equal(threeOfTwenty);
      }
    });

    it('for VIPs of many pools', async () => {
      const { client } = await project({ pool: -1, vip: 3 });
      const pools = await Promise.all(Array.from({ length: 20 }, () => newPool(api, {}, client)));
      const answers = await atOnce((index) => client.post('/lb/vips', vipBody(api, pools[index]?.id ?? '')));
      expect(answers).to.deep.equal(threeOfTwenty);
    });

    it('for members of one pool and of many', async () => {
      const { client } = await project({ member: 3 });
      const pools = await Promise.all(Array.from({ length: 4 }, () => newPool(api, {}, client)));
      const member = (index: number) => memberBody(pools[index % 4]?.id ?? '', `10.1.0.${index + 1}`);
      expect(await atOnce((index) => client.post('/lb/members', member(index)))).to.deep.equal(threeOfTwenty);
    });

    it('for networks, subnets, ports and monitors', async () => {
      const { client } = await project({ network: 3, subnet: 3, port: 3, health_monitor: 3 });
      expect(await atOnce(() => client.post('/networks', networkBody()))).to.deep.equal(threeOfTwenty);
      const [own] = (await client.get('/networks?shared=false')).body['networks'] as { id: string }[];
      const subnet = (index: number) => ({
        subnet: { network_id: own?.id, ip_version: 4, cidr: `10.20.${index}.0/24` },
      });
      expect(await atOnce((index) => client.post('/subnets', subnet(index)))).to.deep.equal(threeOfTwenty);
      const port = { port: { network_id: own?.id } };
      expect(await atOnce(() => client.post('/ports', port))).to.deep.equal(threeOfTwenty);
      expect(await atOnce(() => client.post('/lb/health_monitors', monitorBody()))).to.deep.equal(
        threeOfTwenty,
      );
    });

    it('of admins in bulk for the same projects, without waiting crosswise', async () => {
      const [first, second] = [await project({ network: 3 }), await project({ network: 3 })];
      const pair = [{ tenant_id: first.id }, { tenant_id: second.id }];
      const answers = await atOnce((index) =>
        api.admin.post('/networks', { networks: index % 2 === 0 ? pair : pair.toReversed() }),
      );
      expect(answers).to.deep.equal(threeOfTwenty);
    });

    it('while objects are deleted', async () => {
      const { client } = await project({ health_monitor: 3 });
      let most = 0;
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const { status, body } = await client.post('/lb/health_monitors', monitorBody());
          const there = (await client.get('/lb/health_monitors?fields=id')).body.health_monitors.length;
          most = Math.max(most, there);
          if (status === 201) await client.delete(`/lb/health_monitors/${body.health_monitor.id}`);
        }),
      );
      expect(most).to.be.within(1, 3);
    });
  });
});
