import { expect } from 'chai';
import { refused, show } from '../support/lbaas-v1-client.ts';
import {
  associate,
  memberBody,
  monitorBody,
  newMember,
  newMonitor,
  newPool,
  newVip,
  vipBody,
} from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('isolation', () => {
  const api = useLbaasApi({ agent: {} });
  let paths: Record<'pool' | 'vip' | 'member' | 'health_monitor', string>;
  let poolId: string;
  let monitorId: string;

  before(async () => {
    poolId = (await newPool(api)).id;
    monitorId = (await newMonitor(api)).id;
    await associate(api, poolId, monitorId);
    paths = {
      pool: `/lb/pools/${poolId}`,
      vip: `/lb/vips/${(await newVip(api, poolId)).id}`,
      member: `/lb/members/${(await newMember(api, poolId, '10.1.0.201')).id}`,
      health_monitor: `/lb/health_monitors/${monitorId}`,
    };
  });

  for (const roles of ['', 'auditor', ' , ']) {
    it(`lets nobody in whose roles are "${roles}"`, async () => {
      const nobody = api.as({ 'x-project-id': 'one', 'x-roles': roles });
      refused(await nobody.get(paths.pool), 403, 'PolicyNotAuthorized');
      refused(await nobody.put(paths.pool, { pool: { name: 'x' } }), 403, 'PolicyNotAuthorized');
      refused(await nobody.get('/agents'), 403, 'PolicyNotAuthorized');
    });
  }

  it('takes other roles beside those that it knows', async () => {
    const reader = api.as({ 'x-project-id': 'one', 'x-roles': 'auditor, Reader' });
    expect((await reader.get(paths.pool)).status).to.equal(200);
    refused(await reader.put(paths.pool, { pool: { name: 'x' } }), 403, 'PolicyNotAuthorized');
  });

  const TYPES = {
    pool: 'PoolNotFound',
    vip: 'VipNotFound',
    member: 'MemberNotFound',
    health_monitor: 'HealthMonitorNotFound',
  } as const;

  for (const [name, type] of Object.entries(TYPES) as [keyof typeof TYPES, string][]) {
    it(`hides a ${name} from other projects, and nothing happens to it`, async () => {
      const path = paths[name];
      const before = await show(api.one, path);
      refused(await api.two.get(path), 404, type);
      refused(await api.two.put(path, { [name]: { admin_state_up: false } }), 404, type);
      refused(await api.two.delete(path), 404, type);
      const collection = path.slice(0, path.lastIndexOf('/'));
      for (const query of ['', `?id=${before.id}`, '?tenant_id=one']) {
        const answer = await api.two.get(`${collection}${query}`);
        expect(Object.values(answer.body)[0]).to.deep.equal([]);
      }
      expect(await show(api.one, path)).to.deep.equal(before);
    });

    it(`lets an admin see and change a ${name}, and filter by project`, async () => {
      const path = paths[name];
      expect((await api.admin.get(path)).status).to.equal(200);
      expect((await api.admin.put(path, { [name]: { admin_state_up: true } })).status).to.equal(200);
      const collection = path.slice(0, path.lastIndexOf('/'));
      const rows = async (query: string) =>
        Object.values((await api.admin.get(`${collection}${query}`)).body)[0];
      expect(await rows('?tenant_id=one')).to.have.length(1);
      expect(await rows('?tenant_id=two')).to.deep.equal([]);
    });
  }

  it('hides sub-resources and statistics', async () => {
    const association = `/lb/pools/${poolId}/health_monitors`;
    refused(await api.two.get(`/lb/pools/${poolId}/stats`), 404, 'PoolNotFound');
    refused(await api.two.get(association), 404, 'PoolNotFound');
    refused(await api.two.get(`${association}/${monitorId}`), 404, 'PoolNotFound');
    refused(await api.two.delete(`${association}/${monitorId}`), 404, 'PoolNotFound');
    const own = await api.two.post('/lb/health_monitors', monitorBody());
    const body = { health_monitor: { id: own.body.health_monitor.id } };
    refused(await api.two.post(association, body), 404, 'PoolNotFound');
    refused(await api.one.post(association, body), 404, 'HealthMonitorNotFound');
  });

  it('does not let anybody hang objects on the pools of others', async () => {
    refused(await api.two.post('/lb/members', memberBody(poolId, '10.1.0.202')), 404, 'PoolNotFound');
    refused(await api.two.post('/lb/vips', vipBody(api, poolId)), 404, 'PoolNotFound');
    const theirs = await newPool(api, { tenant_id: 'two' }, api.admin);
    const mixed = await api.admin.post('/lb/vips', vipBody(api, theirs.id, { tenant_id: 'one' }));
    refused(mixed, 403, 'NotAuthorized');
    const member = memberBody(theirs.id, '10.1.0.9', { tenant_id: 'one' });
    refused(await api.admin.post('/lb/members', member), 403, 'NotAuthorized');
  });

  it('keeps subnets to their owners, unless the network is shared', async () => {
    const pool = { protocol: 'TCP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId };
    refused(await api.two.post('/lb/pools', { pool }), 404, 'SubnetNotFound');
    await api.admin.put(`/networks/${api.networkId}`, { network: { shared: true } });
    const shared = await api.two.post('/lb/pools', { pool });
    expect(shared.status).to.equal(201);
    const vip = vipBody(api, shared.body.pool.id, { protocol: 'TCP' });
    expect((await api.two.post('/lb/vips', vip)).status).to.equal(201);
  });

  it('lets only admins name another project', async () => {
    const answer = await api.one.post('/lb/health_monitors', monitorBody({ tenant_id: 'two' }));
    refused(answer, 400, 'HTTPBadRequest');
    expect(await newMonitor(api, { tenant_id: 'one' })).to.include({ tenant_id: 'one' });
    const byAdmin = await api.admin.post('/lb/health_monitors', monitorBody({ tenant_id: 'two' }));
    expect(byAdmin.body.health_monitor.tenant_id).to.equal('two');
  });

  it('lets readers read, and no more', async () => {
    const reader = api.as({ 'x-project-id': 'one', 'x-roles': 'reader' });
    expect((await reader.get(paths.pool)).status).to.equal(200);
    refused(await reader.post('/lb/health_monitors', monitorBody()), 403, 'PolicyNotAuthorized');
    refused(await reader.put(paths.pool, { pool: { name: 'x' } }), 403, 'PolicyNotAuthorized');
    refused(await reader.delete(paths.pool), 403, 'PolicyNotAuthorized');
    const association = `/lb/pools/${poolId}/health_monitors`;
    refused(await reader.delete(`${association}/${monitorId}`), 403, 'PolicyNotAuthorized');
    const body = { health_monitor: { id: monitorId } };
    refused(await reader.post(association, body), 403, 'PolicyNotAuthorized');
  });

  it('takes the project from X-Tenant-Id too, and is an admin of its own project without headers', async () => {
    const old = api.as({ 'x-tenant-id': 'one', 'x-roles': 'Member' });
    expect((await old.get(paths.pool)).status).to.equal(200);
    const own = await api.as({}).post('/lb/health_monitors', monitorBody());
    expect(own.body.health_monitor.tenant_id).to.equal('admin');
  });
});
