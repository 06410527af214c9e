import { expect } from 'chai';
import { type Client, type Fields, type Thing, created, refused, show } from '../support/lbaas-v1-client.ts';
import { associate, newMember, newMonitor, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const NOBODY = '5f1f2a9c-6c3a-4e0a-9a53-0d8f6c1b2e70';

describe('load balancers as one', () => {
  const api = useLbaasApi({ agent: { host: 'host-a' } });

  beforeEach(async () => {
    await api.query('DELETE FROM members');
    await api.query('DELETE FROM listeners');
    await api.query('DELETE FROM pools');
    await api.query('DELETE FROM load_balancers');
  });

  const one = (pool: Thing, client: Client = api.one): Promise<Thing> =>
    show(client, `/lb/loadbalancers/${pool.id}`);
  const list = async (query: string, client: Client = api.one): Promise<readonly Thing[]> => {
    const answer = await client.get(`/lb/loadbalancers?${query}`);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body['loadbalancers'] as readonly Thing[];
  };
  const names = async (query: string): Promise<readonly string[]> =>
    (await list(`fields=name&${query}`)).map(({ name }) => name);
  const healthOf = (member: Thing, health: 'up' | 'down'): Promise<void> =>
    api.agents.reportMember(member, health, 'L4CON');

  /** Realised, with its members up. */
  async function balancer(name: string, members: number, fields: Fields = {}) {
    const pool = await newPool(api, { name, ...fields });
    const vip = await newVip(api, pool.id, { name: `${name}-vip` });
    const all: Thing[] = [];
    for (let n = 1; n <= members; n += 1) all.push(await newMember(api, pool.id, `10.1.0.${100 + n}`));
    await api.report(pool.id);
    for (const member of all) await healthOf(member, 'up');
    return { pool, vip, members: all };
  }

  it('shows a pool with its VIP, members and monitors', async () => {
    const { pool, vip } = await balancer('shop', 2, { description: 'of things' });
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    await api.report(pool.id);
    const { since, ...shown } = await one(pool);
    const listener = {
      id: vip.id,
      name: 'shop-vip',
      address: vip.address,
      protocol: 'HTTP',
      protocol_port: 80,
      port_id: vip.port_id,
      subnet_id: api.subnetId,
      admin_state_up: true,
      connection_limit: -1,
      session_persistence: null,
      status: 'ACTIVE',
    };
    expect(shown).to.deep.include({
      id: pool.id,
      name: 'shop',
      tenant_id: 'one',
      description: 'of things',
      admin_state_up: true,
      status: 'ACTIVE',
      status_description: '',
      severity: 0,
      vip: listener,
      listeners: [listener],
      floating_ip_address: null,
      floating_ip_id: null,
      members_total: 2,
      members_up: 2,
      members_disabled: 0,
      health_monitors: [monitor.id],
      provider: 'haproxy',
    });
    expect(shown['pools']).to.deep.equal([
      {
        id: pool.id,
        name: 'shop',
        protocol: 'HTTP',
        lb_method: 'ROUND_ROBIN',
        subnet_id: api.subnetId,
        provider: 'haproxy',
        status: 'ACTIVE',
      },
    ]);
    expect(Date.parse(String(since))).to.be.closeTo(Date.now(), 120_000);
    expect(shown).to.not.have.property('agent_host');
    expect((await one(pool, api.admin))['agent_host']).to.equal('host-a');
  });

  it('shows a pool without a VIP, of which nothing runs', async () => {
    const pool = await newPool(api, { name: 'empty' });
    expect(await one(pool)).to.deep.include({
      vip: null,
      listeners: [],
      status: 'ACTIVE',
      status_description: 'the pool has no VIP: nothing is served',
      severity: 0,
      members_total: 0,
      members_up: 0,
    });
  });

  it('rises in severity from fine over pending and degraded to down', async () => {
    const { pool, members } = await balancer('web', 2);
    const [first, second] = members as [Thing, Thing];
    const severity = async () => {
      const { severity: now, members_up: up } = await one(pool);
      return [now, up];
    };
    expect(await severity()).to.deep.equal([0, 2]);
    await api.one.put(`/lb/pools/${pool.id}`, { pool: { lb_method: 'SOURCE_IP' } });
    expect(await severity()).to.deep.equal([1, 2]);
    await healthOf(first, 'down');
    expect(await severity()).to.deep.equal([2, 1]);
    await healthOf(second, 'down');
    expect(await severity()).to.deep.equal([3, 0]);
    await healthOf(second, 'up');
    await api.report(pool.id);
    expect(await severity()).to.deep.equal([2, 1]);
    await api.one.put(`/lb/members/${first.id}`, { member: { admin_state_up: false } });
    await api.report(pool.id);
    expect(await severity()).to.deep.equal([0, 1]);
    expect((await one(pool))['members_disabled']).to.equal(1);
    const generation = await api.generationOf(pool.id);
    await api.one.put(`/lb/pools/${pool.id}`, { pool: { lb_method: 'ROUND_ROBIN' } });
    await api.report(pool.id, { observed: generation, failed: generation + 1, error: 'ALERT: no' });
    expect(await one(pool)).to.deep.include({
      severity: 3,
      status: 'ERROR',
      status_description: 'ALERT: no (agent host-a)',
    });
  });

  it('is fine while somebody has switched it off', async () => {
    const { pool, members } = await balancer('off', 1);
    await healthOf(members[0] as Thing, 'down');
    await api.one.put(`/lb/pools/${pool.id}`, { pool: { admin_state_up: false } });
    await api.report(pool.id);
    expect(await one(pool)).to.deep.include({ severity: 0, status: 'DISABLED' });
  });

  it('lists problems first, page by page, and finds by text', async () => {
    const fine = await balancer('alpha', 1);
    const down = await balancer('beta', 1);
    const degraded = await balancer('Gamma', 2);
    await healthOf(down.members[0] as Thing, 'down');
    await healthOf(degraded.members[0] as Thing, 'down');
    const problemsFirst = 'sort_key=severity&sort_dir=desc';
    expect(await names(problemsFirst)).to.deep.equal(['beta', 'Gamma', 'alpha']);
    expect(await names(`${problemsFirst}&limit=2`)).to.deep.equal(['beta', 'Gamma']);
    expect(await names(`${problemsFirst}&limit=2&marker=${degraded.pool.id}`)).to.deep.equal(['alpha']);
    expect(await names(`${problemsFirst}&limit=2&marker=${fine.pool.id}&page_reverse=true`)).to.deep.equal([
      'beta',
      'Gamma',
    ]);
    expect(await names('problem=true&sort_key=name&sort_dir=asc')).to.deep.equal(['Gamma', 'beta']);
    expect(await names('problem=false')).to.deep.equal(['alpha']);
    expect(await names('problem=true&problem=false')).to.have.length(3);
    expect(await names('severity=2')).to.deep.equal(['Gamma']);
    expect(await names('status=ACTIVE')).to.have.length(3);
    expect(await names('q=gAm')).to.deep.equal(['Gamma']);
    expect(await names('q=beta-VIP')).to.deep.equal(['beta']);
    expect(await names(`q=${fine.pool.id.slice(3, 20).toUpperCase()}`)).to.deep.equal(['alpha']);
    expect(await names(`q=${down.vip.address.slice(3)}`)).to.deep.equal(['beta']);
    expect(await names('q=%25')).to.deep.equal([]);
    expect(await names('q=a%00b')).to.deep.equal([]);
    refused(await api.one.get('/lb/loadbalancers?problem=perhaps'), 400, 'InvalidInput');
  });

  it('shows the floating IP and finds by it', async () => {
    const { pool, vip } = await balancer('public', 1);
    await balancer('inner', 1);
    const { id, address } = await floatingIpOf(vip);
    expect(await one(pool)).to.deep.include({ floating_ip_id: id, floating_ip_address: address });
    expect(await names('q=203.0.113.')).to.deep.equal(['public']);
  });

  async function floatingIpOf(vip: Thing): Promise<{ id: string; address: unknown }> {
    const outside = created(
      await api.admin.post('/networks', { network: { name: 'outside', 'router:external': true } }),
    );
    const subnet = { network_id: outside.id, ip_version: 4, cidr: '203.0.113.0/24', enable_dhcp: false };
    created(await api.admin.post('/subnets', { subnet }));
    const gateway = { network_id: outside.id };
    const router = created(await api.one.post('/routers', { router: { external_gateway_info: gateway } }));
    await api.one.put(`/routers/${router.id}/add_router_interface`, { subnet_id: api.subnetId });
    const body = { floatingip: { floating_network_id: outside.id, port_id: vip.port_id } };
    const floating = created(await api.one.post('/floatingips', body));
    return { id: floating.id, address: floating['floating_ip_address'] };
  }

  it('belongs to its project, and is changed through its parts only', async () => {
    const pool = await newPool(api);
    refused(await api.two.get(`/lb/loadbalancers/${pool.id}`), 404, 'LoadBalancerNotFound');
    expect(await list('', api.two)).to.deep.equal([]);
    expect(await list('tenant_id=one', api.admin)).to.have.length(1);
    refused(await api.one.get(`/lb/loadbalancers/${NOBODY}`), 404, 'LoadBalancerNotFound');
    expect((await api.one.post('/lb/loadbalancers', { loadbalancer: {} })).status).to.equal(404);
    expect((await api.one.delete(`/lb/loadbalancers/${pool.id}`)).status).to.equal(404);
  });
});
