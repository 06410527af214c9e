import { expect } from 'chai';
import { type Client, refused } from '../support/lbaas-v1-client.ts';
import { memberBody, monitorBody, newPool, newVip, vipBody } from '../support/lbaas-v1-fixture.ts';
import { DEFAULTS, SHOWN, networkBody, quotaHelpers } from '../support/quota-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('quotas', () => {
  const api = useLbaasApi({ quotas: DEFAULTS, agent: {} });

  before(async () => {
    await api.admin.put(`/networks/${api.networkId}`, { network: { shared: true } });
  });

  const quotaOf = async (id: string, client = api.admin): Promise<unknown> =>
    (await client.get(`/quotas/${id}`)).body['quota'];
  const { setQuota, project, poolBody } = quotaHelpers(() => api);

  describe('are shown', () => {
    it('with the defaults of the server, to their project and to admins', async () => {
      expect(await quotaOf('one', api.one)).to.deep.equal(SHOWN);
      expect(await quotaOf('nobody-yet')).to.deep.equal(SHOWN);
      expect((await api.one.get('/quotas/one/default')).body).to.deep.equal({ quota: SHOWN });
      for (const path of ['/quotas/two', '/quotas/two/default', '/quotas']) {
        refused(await api.one.get(path), 403, 'AdminRequired');
      }
    });

    it('with what is in use, as creates are charged', async () => {
      const { id, client } = await project({ pool: 3 });
      const details = async (by = client): Promise<Record<string, unknown>> =>
        (await by.get(`/quotas/${id}/details.json`)).body['quota'] as Record<string, unknown>;
      const of = (used: number, limit: number) => ({ used, limit, reserved: 0 });
      expect(await details()).to.deep.include({ pool: of(0, 3), vip: of(0, 10), member: of(0, -1) });
      const pool = (await client.post('/lb/pools', poolBody())).body['pool'] as { readonly id: string };
      await client.post('/lb/vips', vipBody(api, pool.id));
      await client.post('/lb/members', memberBody(pool.id, '10.9.9.9'));
      const shown = await details(api.admin);
      expect(shown).to.deep.include({ pool: of(1, 3), vip: of(1, 10), member: of(1, -1), port: of(0, 50) });
      expect(Object.keys(shown).toSorted()).to.deep.equal(Object.keys(SHOWN).toSorted());
      refused(await api.one.get(`/quotas/${id}/details`), 403, 'AdminRequired');
    });

    it('behind the name of the own project', async () => {
      expect((await api.one.get('/quotas/tenant.json')).body).to.deep.equal({ tenant: { tenant_id: 'one' } });
    });

    it('in a list of the projects that have their own', async () => {
      const { id } = await project({ pool: 3 });
      const { body } = await api.admin.get('/quotas.json');
      expect(body['quotas']).to.deep.include({ tenant_id: id, ...SHOWN, pool: 3 });
      expect((body['quotas'] as { tenant_id: string }[]).map((row) => row.tenant_id)).not.to.include('one');
      const filtered = await api.admin.get(`/quotas?tenant_id=${id}&fields=pool&fields=tenant_id`);
      expect(filtered.body['quotas']).to.deep.equal([{ tenant_id: id, pool: 3 }]);
      await project({ pool: 4 });
      const page = await api.admin.get('/quotas?sort_key=pool&sort_dir=desc&limit=1&fields=pool');
      expect(page.body['quotas']).to.deep.equal([{ pool: 4 }]);
    });

    it('at once in the extensions', async () => {
      expect((await api.one.get('/extensions/quotas')).status).to.equal(200);
    });
  });

  describe('are set', () => {
    it('one by one, keeping the others, until they are reset', async () => {
      const { id } = await project({ vip: 5, member: '7' });
      const answer = await setQuota(id, { pool: -1 });
      expect(answer.body).to.deep.equal({ quota: { ...SHOWN, vip: 5, member: 7, pool: -1 } });
      expect(await quotaOf(id)).to.deep.equal({ ...SHOWN, vip: 5, member: 7, pool: -1 });
      expect((await api.admin.delete(`/quotas/${id}`)).status).to.equal(204);
      expect((await api.admin.delete(`/quotas/${id}`)).status).to.equal(204);
      expect(await quotaOf(id)).to.deep.equal(SHOWN);
    });

    it('by either name of the health monitors', async () => {
      const { id } = await project({ healthmonitor: 8 });
      expect(await quotaOf(id)).to.deep.include({ health_monitor: 8, healthmonitor: 8 });
      await setQuota(id, { health_monitor: 9 });
      expect(await quotaOf(id)).to.deep.include({ health_monitor: 9, healthmonitor: 9 });
      refused(await setQuota(id, { health_monitor: 1, healthmonitor: 2 }), 400, 'HTTPBadRequest');
    });

    it('by admins alone', async () => {
      for (const target of ['one', 'two']) {
        refused(await setQuota(target, { pool: 100 }, api.one), 403, 'AdminRequired');
        refused(await api.one.delete(`/quotas/${target}`), 403, 'AdminRequired');
      }
      expect(await quotaOf('one')).to.deep.equal(SHOWN);
    });

    it('to integers from -1 on, of resources that exist', async () => {
      const { id } = await project();
      for (const value of [-2, 2 ** 31, 1e300]) {
        refused(await setQuota(id, { pool: value }), 400, value > 1e15 ? 'InvalidInput' : 'HTTPBadRequest');
      }
      for (const value of [1.5, 'many', '', null, true, [], {}, [3]]) {
        refused(await setQuota(id, { pool: value }), 400, 'InvalidInput');
      }
      for (const name of ['pools', 'tenant_id', 'toString', '__proto__x', 'resource']) {
        refused(await setQuota(id, { [name]: 1, pool: 1 }), 400, 'HTTPBadRequest');
      }
      for (const body of [{}, { quotas: { pool: 1 } }, { quota: 5 }, { quota: null }]) {
        refused(await api.admin.put(`/quotas/${id}`, body), 400, 'HTTPBadRequest');
      }
      refused(await api.admin.put(`/quotas/${id}`), 400, 'BadRequest');
      refused(
        await api.admin.put(`/quotas/${'x'.repeat(300)}`, { quota: { pool: 1 } }),
        400,
        'HTTPBadRequest',
      );
      refused(await api.admin.put('/quotas/a%00b', { quota: { pool: 1 } }), 400, 'HTTPBadRequest');
      refused(await api.admin.post('/quotas', { quota: { pool: 1 } }), 501, 'NotImplementedError');
      expect(await quotaOf(id)).to.deep.equal(SHOWN);
    });
  });

  describe('bind creates', () => {
    it('of every kind', async () => {
      const { client } = await project({ network: 1, subnet: 1, port: 1, health_monitor: 1 });
      const made = await client.post('/networks', networkBody());
      expect(made.status).to.equal(201);
      const { id } = made.body['network'] as { id: string };
      const subnet = (cidr: string) => ({ subnet: { network_id: id, ip_version: 4, cidr } });
      expect((await client.post('/subnets', subnet('10.8.0.0/24'))).status).to.equal(201);
      expect((await client.post('/ports', { port: { network_id: id } })).status).to.equal(201);
      expect((await client.post('/lb/health_monitors', monitorBody())).status).to.equal(201);
      const over = {
        network: await client.post('/networks', networkBody()),
        subnet: await client.post('/subnets', subnet('10.9.0.0/24')),
        port: await client.post('/ports', { port: { network_id: id } }),
        health_monitor: await client.post('/lb/health_monitors', monitorBody()),
      };
      for (const [resource, answer] of Object.entries(over)) {
        refused(answer, 409, 'OverQuota');
        expect(answer.body.NeutronError.message).to.equal(`Quota exceeded for resources: ['${resource}'].`);
      }
    });

    it('of pools, VIPs and members, and a delete makes room', async () => {
      const { client } = await project({ pool: 2, vip: 1, member: 1 });
      const pool = await newPool(api, {}, client);
      const other = await newPool(api, {}, client);
      refused(await client.post('/lb/pools', poolBody()), 409, 'OverQuota');
      const vip = await client.post('/lb/vips', vipBody(api, pool.id));
      expect(vip.status).to.equal(201);
      refused(await client.post('/lb/vips', vipBody(api, other.id)), 409, 'OverQuota');
      expect((await client.post('/lb/members', memberBody(pool.id, '10.1.0.7'))).status).to.equal(201);
      refused(await client.post('/lb/members', memberBody(pool.id, '10.1.0.8')), 409, 'OverQuota');
      expect((await client.delete(`/lb/vips/${vip.body.vip.id}`)).status).to.equal(204);
      expect((await client.post('/lb/vips', vipBody(api, other.id))).status).to.equal(201);
      expect((await client.delete(`/lb/pools/${pool.id}`)).status).to.equal(204);
      expect((await client.post('/lb/pools', poolBody())).status).to.equal(201);
    });

    it('without counting the ports of VIPs', async () => {
      const { client } = await project({ port: 1 });
      for (let count = 0; count < 2; count += 1) {
        const pool = await newPool(api, {}, client);
        expect((await client.post('/lb/vips', vipBody(api, pool.id))).status).to.equal(201);
      }
      const port = { port: { network_id: api.networkId } };
      expect((await client.post('/ports', port)).status).to.equal(201);
      refused(await client.post('/ports', port), 409, 'OverQuota');
    });

    it('in bulk as a whole, each project by itself', async () => {
      const [first, second] = [await project({ network: 3 }), await project({ network: 1 })];
      const bulk = (...tenants: string[]) => ({ networks: tenants.map((tenant_id) => ({ tenant_id })) });
      const count = async (client: Client) =>
        ((await client.get('/networks?router:external=false&shared=false')).body['networks'] as unknown[])
          .length;
      refused(await api.admin.post('/networks', bulk(first.id, second.id, second.id)), 409, 'OverQuota');
      expect([await count(first.client), await count(second.client)]).to.deep.equal([0, 0]);
      const three = await api.admin.post('/networks', bulk(first.id, second.id, first.id));
      expect(three.status).to.equal(201);
      refused(await first.client.post('/networks', bulk(first.id, first.id)), 409, 'OverQuota');
      expect((await first.client.post('/networks', networkBody())).status).to.equal(201);
      refused(await first.client.post('/networks', networkBody()), 409, 'OverQuota');
    });

    it('of members in bulk', async () => {
      const { client } = await project({ member: 2 });
      const pool = await newPool(api, {}, client);
      const members = (count: number) => ({
        members: Array.from({ length: count }, (_, index) => ({
          pool_id: pool.id,
          address: `10.1.0.${index + 1}`,
          protocol_port: 80,
        })),
      });
      refused(await client.post('/lb/members', members(3)), 409, 'OverQuota');
      expect((await client.post('/lb/members', members(2))).status).to.equal(201);
    });

    it('by the project of the object, not of the admin who makes it', async () => {
      const { id, client } = await project({ pool: 1 });
      expect((await api.admin.post('/lb/pools', poolBody({ tenant_id: id }))).status).to.equal(201);
      refused(await api.admin.post('/lb/pools', poolBody({ tenant_id: id })), 409, 'OverQuota');
      refused(await client.post('/lb/pools', poolBody()), 409, 'OverQuota');
      expect((await newPool(api)).tenant_id).to.equal('one');
    });

    it('also when a limit is set below what there is, which stays', async () => {
      const { id, client } = await project();
      const pool = await newPool(api, {}, client);
      await newPool(api, {}, client);
      await setQuota(id, { pool: 0 });
      refused(await client.post('/lb/pools', poolBody()), 409, 'OverQuota');
      expect((await client.put(`/lb/pools/${pool.id}`, { pool: { name: 'x' } })).status).to.equal(200);
      await setQuota(id, { pool: -1 });
      expect((await client.post('/lb/pools', poolBody())).status).to.equal(201);
    });

    it('behind the checks of the body, before those of what it names', async () => {
      const { client } = await project({ pool: 0 });
      refused(await client.post('/lb/pools', poolBody({ protocol: 'FTP' })), 400, 'HTTPBadRequest');
      const nowhere = '00000000-0000-4000-8000-000000000000';
      refused(await client.post('/lb/pools', poolBody({ subnet_id: nowhere })), 409, 'OverQuota');
      refused(await client.post('/lb/pools', poolBody({ provider: 'nobody' })), 409, 'OverQuota');
    });

    it('and leave nothing of what is refused', async () => {
      const { id, client } = await project({ pool: 0 });
      refused(await client.post('/lb/pools', poolBody()), 409, 'OverQuota');
      for (const table of ['pools', 'devices', 'load_balancers']) {
        expect(await api.query(`SELECT 1 FROM ${table} WHERE project_id = $1`, [id])).to.deep.equal([]);
      }
      const audited = `SELECT 1 FROM audit_log WHERE project_id = $1`;
      expect(await api.query(audited, [id])).to.deep.equal([]);
    });
  });

  it('do not hold up the projects without a limit', async () => {
    const { client } = await project({ pool: -1 });
    const pools = await Promise.all(Array.from({ length: 15 }, () => newPool(api, {}, client)));
    expect(pools).to.have.length(15);
    expect((await newVip(api, (await newPool(api)).id)).status).to.equal('PENDING_CREATE');
  });
});
