import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { createApp, neutronDialect, sendAnew } from '@lbaas/server/testing';
import { UnitOfWork } from '@lbaas/server/persistence';
import { type Thing, clientOf, created, refused, show } from '../support/lbaas-v1-client.ts';
import {
  associate,
  memberBody,
  newMember,
  newMonitor,
  newNetwork,
  newPool,
  newSubnet,
  newVip,
  vipBody,
} from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('rules', () => {
  const api = useLbaasApi({ agent: {} });

  interface Balancer {
    readonly pool: Thing;
    /** In the order in which they can be deleted. */
    readonly paths: readonly string[];
  }

  async function balancer(): Promise<Balancer> {
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.201');
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    const path = `/lb/pools/${pool.id}`;
    const paths = [
      `/lb/vips/${vip.id}`,
      `/lb/members/${member.id}`,
      `${path}/health_monitors/${monitor.id}`,
      path,
      `/lb/health_monitors/${monitor.id}`,
    ];
    return { pool, paths };
  }

  describe('let everything be deleted', () => {
    const states: readonly [string, (id: string) => Promise<unknown>][] = [
      ['PENDING_CREATE', (id) => sendAnew(api, id)],
      ['ACTIVE', (id) => api.report(id)],
      [
        'PENDING_UPDATE',
        async (id) => {
          await api.report(id);
          await api.one.put(`/lb/pools/${id}`, { pool: { lb_method: 'SOURCE_IP' } });
        },
      ],
      [
        'ERROR',
        async (id) => {
          const generation = await api.generationOf(id);
          await api.report(id, { observed: 0, failed: generation, error: 'no' });
        },
      ],
      [
        'DISABLED',
        async (id) => {
          await api.one.put(`/lb/pools/${id}`, { pool: { admin_state_up: false } });
          await api.report(id);
        },
      ],
    ];
    for (const [state, reach] of states) {
      it(`when it is ${state}`, async () => {
        const { pool, paths } = await balancer();
        await reach(pool.id);
        expect((await show(api.one, `/lb/pools/${pool.id}`)).status).to.equal(state);
        for (const path of paths) {
          expect((await api.one.delete(path)).status, path).to.equal(204);
          expect((await api.one.get(path)).status, path).to.equal(404);
        }
      });
    }

    it('when no agent has it', async () => {
      await api.agents.silence(60);
      const { pool, paths } = await balancer();
      await api.agents.silence(-3600);
      expect((await show(api.one, `/lb/pools/${pool.id}`)).status_description).to.match(/no eligible agent/);
      for (const path of paths) expect((await api.one.delete(path)).status, path).to.equal(204);
    });
  });

  it('change nothing when a delete is refused', async () => {
    const { pool, paths } = await balancer();
    await api.report(pool.id);
    const before = await Promise.all(paths.map((path) => show(api.one, path)));
    const monitorPath = paths.at(-1) ?? '';
    refused(await api.one.delete(`/lb/pools/${pool.id}`), 409, 'PoolInUse');
    refused(await api.one.delete(monitorPath), 409, 'HealthMonitorInUse');
    refused(await api.one.delete(`/subnets/${api.subnetId}`), 409, 'SubnetInUse');
    refused(await api.one.delete(`/networks/${api.networkId}`), 409, 'NetworkInUse');
    expect(await Promise.all(paths.map((path) => show(api.one, path)))).to.deep.equal(before);
  });

  it('let any monitor watch any pool', async () => {
    const pool = await newPool(api, { protocol: 'TCP' });
    for (const type of ['HTTP', 'HTTPS', 'TCP', 'PING']) {
      await associate(api, pool.id, (await newMonitor(api, { type })).id);
    }
    expect((await show(api.one, `/lb/pools/${pool.id}`)).health_monitors_status).to.have.length(4);
  });

  it('let members be anywhere, of either IP version', async () => {
    const pool = await newPool(api);
    for (const address of ['192.0.2.7', '10.1.0.7', '2001:db8::7']) await newMember(api, pool.id, address);
    const network = await newNetwork(api.one);
    const { id: subnet } = await newSubnet(api.one, network.id, '2001:db8:1::/64');
    expect((await newVip(api, pool.id, { subnet_id: subnet })).address).to.match(/^2001:db8:1::/);
  });

  it('put VIPs on subnets that are visible, and on no other', async () => {
    const shared = await newNetwork(api.admin, { shared: true });
    const offered = await newSubnet(api.admin, shared.id, '10.40.0.0/24');
    const hidden = await newSubnet(api.two, (await newNetwork(api.two)).id, '10.41.0.0/24');
    const vip = await newVip(api, (await newPool(api)).id, {
      subnet_id: offered.id,
      address: '10.40.0.200',
    });
    expect(vip).to.include({ subnet_id: offered.id, address: '10.40.0.200' });
    expect(await show(api.one, `/ports/${vip.port_id}`)).to.include({
      tenant_id: 'one',
      admin_state_up: true,
    });
    refused(await api.two.get(`/ports/${vip.port_id}`), 404, 'PortNotFound');
    const pool = await newPool(api);
    const elsewhere = vipBody(api, pool.id, { subnet_id: hidden.id });
    refused(await api.one.post('/lb/vips', elsewhere), 404, 'SubnetNotFound');
    const byAdmin = await api.admin.post(
      '/lb/vips',
      vipBody(api, pool.id, { subnet_id: hidden.id, tenant_id: 'one' }),
    );
    expect(created(byAdmin)).to.include({ subnet_id: hidden.id, tenant_id: 'one' });
  });

  it('keep a network shared while a VIP of others is on it', async () => {
    const shared = await newNetwork(api.admin, { shared: true });
    const subnet = await newSubnet(api.admin, shared.id, '10.42.0.0/24');
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id, { subnet_id: subnet.id });
    const unshare = () => api.admin.put(`/networks/${shared.id}`, { network: { shared: false } });
    refused(await unshare(), 409, 'InvalidSharedSetting');
    await api.one.delete(`/lb/vips/${vip.id}`);
    expect((await unshare()).status).to.equal(200);
  });

  it('keep a VIP and its port together', async () => {
    const vip = await newVip(api, (await newPool(api)).id);
    const put = (port: object) => api.one.put(`/ports/${vip.port_id}`, { port });
    refused(await put({ fixed_ips: [{ ip_address: '10.1.0.99' }] }), 409, 'PortInUse');
    refused(await put({ device_id: '' }), 409, 'PortInUse');
    refused(await put({ device_owner: 'compute:nova' }), 409, 'PortInUse');
    expect((await put({ name: 'entrance' })).status).to.equal(200);
    expect((await show(api.one, `/lb/vips/${vip.id}`)).address).to.equal(vip.address);
    const ports = async (query: string) =>
      ((await api.one.get(`/ports?${query}`)).body['ports'] as readonly Thing[]).map(({ id }) => id);
    expect(await ports(`name=entrance`)).to.deep.equal([vip.port_id]);
    expect(await ports('device_owner=neutron:LOADBALANCER')).to.include(vip.port_id);
  });

  it('ask for a project where a caller has none', async () => {
    const authenticator = {
      challenge: 'Token',
      authenticate: async () => ({ projectId: '', roles: ['admin'], isAdmin: true }),
    };
    const logger = createLogger({ name: 'test', level: 'silent' });
    const unitOfWork = new UnitOfWork({ pool: api.pool });
    const dialects = [neutronDialect(api.parts)] as const;
    const app = createApp({ unitOfWork, authenticator, dialects, logger });
    const nobody = clientOf(app, {});
    refused(await nobody.get('/quotas/tenant'), 400, 'QuotaMissingTenant');
    refused(await nobody.post('/networks', { network: {} }), 400, 'HTTPBadRequest');
    expect(created(await nobody.post('/networks', { network: { tenant_id: 'one' } })).tenant_id).to.equal(
      'one',
    );
    await app.close();
  });

  it('ignore filters that have no column of their own', async () => {
    await newVip(api, (await newPool(api)).id, { session_persistence: { type: 'SOURCE_IP' } });
    const count = async (path: string) =>
      (Object.values((await api.one.get(path)).body)[0] as readonly Thing[]).length;
    for (const [path, filter] of [
      ['/lb/vips', 'session_persistence=x'],
      ['/lb/health_monitors', 'pools=x'],
      ['/lb/pools', 'members=x&health_monitors=x&health_monitors_status=x'],
      ['/ports', 'security_groups=x'],
      ['/networks', 'subnets=x'],
    ] as const) {
      expect(await count(`${path}?${filter}`), path)
        .to.equal(await count(path))
        .and.be.above(0);
    }
    expect(await count('/lb/vips?name=x&session_persistence=')).to.equal(0);
  });

  it('announce what is here, in the words of Neutron', async () => {
    const { body } = await api.one.get('/extensions');
    const shown = (body['extensions'] as { alias: string; name: string; updated: string }[]).map(
      ({ alias, name, updated }) => [alias, name, updated],
    );
    expect(shown).to.deep.include.members([
      ['lbaas', 'LoadBalancing service', '2012-10-07T10:00:00-00:00'],
      ['lbaas_agent_scheduler', 'Loadbalancer Agent Scheduler', '2013-02-07T10:00:00-00:00'],
      ['agent', 'agent', '2013-02-03T10:00:00-00:00'],
      ['service-type', 'Neutron Service Type Management', '2013-01-20T00:00:00-00:00'],
      ['quotas', 'Quota management support', '2012-07-29T10:00:00-00:00'],
      ['external-net', 'Neutron external network', '2013-01-14T10:00:00-00:00'],
    ]);
    const aliases = shown.map(([alias]) => alias);
    for (const absent of ['trunk', 'lbaasv2', 'security-group']) expect(aliases).to.not.include(absent);
    const { body: one } = await api.one.get('/extensions/agent');
    expect(one['extension']).to.have.all.keys([
      'alias',
      'name',
      'description',
      'namespace',
      'updated',
      'links',
    ]);
  });

  it('take a member in the pool of an admin only for the project of that pool', async () => {
    const pool = await newPool(api, {}, api.one);
    refused(await api.admin.post('/lb/members', memberBody(pool.id, '10.1.0.5')), 403, 'NotAuthorized');
    const body = memberBody(pool.id, '10.1.0.5', { tenant_id: 'one' });
    expect(created(await api.admin.post('/lb/members', body)).tenant_id).to.equal('one');
  });
});
