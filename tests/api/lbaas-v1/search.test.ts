import { expect } from 'chai';
import { type Client, type Thing, created, refused } from '../support/lbaas-v1-client.ts';
import { newMember, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

interface Found {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly loadbalancer_id: string | null;
}

describe('search and topology', () => {
  const api = useLbaasApi({ agent: { host: 'host-a' } });
  let pool: Thing;
  let vip: Thing;
  let router: Thing;
  let floating: Thing;
  let outside: Thing;

  before(async () => {
    pool = await newPool(api, { name: 'Shop' });
    vip = await newVip(api, pool.id, { name: 'shop-front' });
    await newMember(api, pool.id, '10.1.0.77');
    outside = created(await api.admin.post('/networks', { network: { 'router:external': true } }));
    const subnet = { network_id: outside.id, ip_version: 4, cidr: '203.0.113.0/24' };
    created(await api.admin.post('/subnets', { subnet }));
    const gateway = { network_id: outside.id };
    const body = { router: { name: 'shop-way', external_gateway_info: gateway } };
    router = created(await api.one.post('/routers', body));
    await api.one.put(`/routers/${router.id}/add_router_interface`, { subnet_id: api.subnetId });
    const floatingip = { floating_network_id: outside.id, port_id: vip.port_id };
    floating = created(await api.one.post('/floatingips', { floatingip }));
  });

  const search = async (query: string, client: Client = api.one): Promise<readonly Found[]> => {
    const answer = await client.get(`/search?${query}`);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body['results'] as readonly Found[];
  };
  const types = async (query: string, client?: Client): Promise<readonly string[]> =>
    (await search(query, client)).map(({ type }) => type).sort();

  it('finds by a part of the name, the whole name first', async () => {
    const found = await search('q=sHOP');
    expect(found.slice(0, 2).map(({ type }) => type)).to.have.members(['loadbalancer', 'pool']);
    expect(found.map(({ type }) => type)).to.have.members(['loadbalancer', 'pool', 'vip', 'router']);
    expect(found[0]).to.deep.include({ id: pool.id, name: 'Shop', text: 'Shop', loadbalancer_id: pool.id });
  });

  it('finds by an id and by addresses', async () => {
    expect(await types(`q=${vip.id}`)).to.deep.equal(['port', 'vip']);
    expect(await types(`q=${vip.address}`)).to.include.members(['loadbalancer', 'port', 'vip']);
    expect(await types('q=10.1.0.77')).to.deep.equal(['member']);
    expect(await types(`q=${String(floating['floating_ip_address'])}`)).to.include('floatingip');
    expect(await types('q=203.0.113.0/24')).to.deep.equal([]);
  });

  it("finds what is one's own; an admin all, with agents, or a project", async () => {
    expect(await search('q=shop', api.two)).to.deep.equal([]);
    expect(await types('q=host-a')).to.deep.equal([]);
    expect(await types('q=host-a', api.admin)).to.deep.equal(['agent']);
    expect(await types('q=host-a&tenant_id=one', api.admin)).to.deep.equal([]);
    expect(await search('q=shop&tenant_id=two', api.admin)).to.deep.equal([]);
    expect(await types('q=shop&tenant_id=one', api.two)).to.deep.equal([]);
  });

  it('takes any text, and as many results as asked for', async () => {
    for (const text of ['', '%25', 'a%00b', "'", '%F0%9F%A6%8A']) {
      expect(await search(`q=${text}`), text).to.deep.equal([]);
    }
    expect(await search('q=shop&limit=1')).to.have.length(1);
    refused(await api.one.get('/search?q=a&limit=0'), 400, 'InvalidInput');
    refused(await api.one.get('/search?q=a&limit=101'), 400, 'InvalidInput');
  });

  it('shows the networks with all that joins them', async () => {
    const { body } = await api.one.get('/topology');
    const networks = body['networks'] as readonly { id: string; external: boolean; subnets: Thing[] }[];
    expect(networks.map(({ id }) => id)).to.have.members([api.networkId, outside.id]);
    const inside = networks.find(({ id }) => id === api.networkId);
    expect(inside?.subnets.map(({ id }) => id)).to.deep.equal([api.subnetId]);
    const [shown] = body['routers'] as readonly Record<string, unknown>[];
    expect(shown).to.deep.include({ id: router.id, name: 'shop-way', external_network_id: outside.id });
    expect(shown?.['gateway_ip']).to.match(/^203\.0\.113\./);
    expect((shown?.['interfaces'] as object[] | undefined)?.[0]).to.include({
      network_id: api.networkId,
      subnet_id: api.subnetId,
    });
    expect((body['floating_ips'] as object[])[0]).to.include({ id: floating.id, port_id: vip.port_id });
    expect(body['loadbalancers']).to.deep.equal([
      {
        id: pool.id,
        name: 'Shop',
        severity: 1,
        network_id: api.networkId,
        subnet_id: api.subnetId,
        address: vip.address,
        port_id: vip.port_id,
      },
    ]);
  });

  it('shows nobody what is not theirs', async () => {
    const { body } = await api.two.get('/topology');
    expect(body['loadbalancers']).to.deep.equal([]);
    expect(body['routers']).to.deep.equal([]);
    expect(body['floating_ips']).to.deep.equal([]);
    expect((body['networks'] as readonly Thing[]).map(({ id }) => id)).to.deep.equal([outside.id]);
    const { body: whole } = await api.admin.get('/topology');
    expect(whole['loadbalancers']).to.have.length(1);
    const { body: narrow } = await api.admin.get('/topology?tenant_id=two');
    expect(narrow['loadbalancers']).to.deep.equal([]);
  });
});
