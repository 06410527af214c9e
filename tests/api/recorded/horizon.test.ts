import { expect } from 'chai';
import type { Fields, Thing } from '../support/lbaas-v1-client.ts';
import { newMember, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { ROUTER_DRIVERS, newFloatingIp, newRoutedWorld } from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

/** Exactly the calls of Horizon's v1 panel (Havana to Liberty). */
describe('Horizon', () => {
  const api = useLbaasApi({ agent: {} });

  const read = async <T = Thing>(path: string): Promise<T> => {
    const { status, body } = await api.one.get(path);
    expect(status, path).to.equal(200);
    return Object.values(body)[0] as T;
  };
  const list = (path: string): Promise<readonly Thing[]> => read<readonly Thing[]>(path);
  const send = async (method: 'post' | 'put', path: string, body: Fields): Promise<Thing> => {
    const answer = await api.one[method](path, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(method === 'post' ? 201 : 200);
    return Object.values(answer.body)[0] as Thing;
  };

  const addPool = (fields: Fields = {}) =>
    send('post', '/lb/pools.json', {
      pool: {
        name: 'web',
        description: '',
        subnet_id: api.subnetId,
        protocol: 'HTTP',
        lb_method: 'ROUND_ROBIN',
        admin_state_up: true,
        provider: '',
        ...fields,
      },
    });
  const addVip = (poolId: string, fields: Fields = {}) =>
    send('post', '/lb/vips.json', {
      vip: {
        name: 'front',
        description: '',
        subnet_id: api.subnetId,
        protocol_port: 80,
        protocol: 'HTTP',
        pool_id: poolId,
        session_persistence: {},
        admin_state_up: true,
        connection_limit: -1,
        ...fields,
      },
    });
  const addMonitor = (fields: Fields) =>
    send('post', '/lb/health_monitors.json', {
      health_monitor: { delay: 5, timeout: 3, max_retries: 2, admin_state_up: true, ...fields },
    });

  it('shows the panel', async () => {
    const aliases = (await list('/extensions.json')).map((extension) => extension['alias']);
    expect(aliases).to.include.members(['lbaas', 'service-type']);
    expect(await list('/service-providers.json')).to.deep.equal([
      { service_type: 'LOADBALANCER', name: 'haproxy', default: true },
    ]);
  });

  it('offers the subnets of own and of shared networks', async () => {
    await api.admin.post('/networks', { network: { shared: true, name: 'everybody' } });
    const own = await list('/networks.json?tenant_id=one&shared=False');
    expect(own.map(({ id }) => id)).to.deep.equal([api.networkId]);
    expect((await list('/networks.json?shared=True')).map(({ name }) => name)).to.deep.equal(['everybody']);
    expect((await list('/subnets.json')).map(({ id }) => id)).to.deep.equal([api.subnetId]);
  });

  it('adds a pool and shows it with what a row needs', async () => {
    const { id } = await addPool();
    const row = (await list('/lb/pools.json?tenant_id=one')).find((pool) => pool.id === id);
    expect(row).to.deep.include({ admin_state_up: true, subnet_id: api.subnetId, vip_id: null });
    expect(row).to.deep.include({ members: [], health_monitors: [], provider: 'haproxy' });
    expect(await addPool({ provider: 'haproxy', admin_state_up: false })).to.include({ provider: 'haproxy' });
  });

  it('edits a pool', async () => {
    const { id } = await addPool();
    const pool = { name: 'x', description: 'y', lb_method: 'SOURCE_IP', admin_state_up: false };
    expect(await send('put', `/lb/pools/${id}.json`, { pool })).to.include(pool);
  });

  it('adds a VIP, with and without persistence and address', async () => {
    const plain = await addVip((await addPool()).id);
    expect(plain).to.include({ session_persistence: null, connection_limit: -1 });
    const session_persistence = { type: 'APP_COOKIE', cookie_name: 'SID' };
    const address = '10.1.0.150';
    const sticky = await addVip((await addPool()).id, { session_persistence, address, connection_limit: 50 });
    expect(sticky).to.deep.include({ session_persistence, address, connection_limit: 50 });
  });

  it('edits a VIP: everything, also what stays', async () => {
    const pool = await addPool();
    const { id } = await addVip(pool.id, { session_persistence: { type: 'SOURCE_IP' } });
    const vip = { name: 'x', description: 'y', pool_id: pool.id, connection_limit: 7, admin_state_up: false };
    const cleared = await send('put', `/lb/vips/${id}.json`, { vip: { ...vip, session_persistence: {} } });
    expect(cleared).to.deep.include({ ...vip, session_persistence: null });
    const other = await addPool();
    const moved = { ...vip, pool_id: other.id, session_persistence: { type: 'HTTP_COOKIE' } };
    expect(await send('put', `/lb/vips/${id}.json`, { vip: moved })).to.deep.include(moved);
  });

  it('adds members, with and without a weight, and moves one', async () => {
    const [pool, other] = [await addPool(), await addPool()];
    const member = { pool_id: pool.id, address: '10.1.0.201', protocol_port: 80, admin_state_up: true };
    const first = await send('post', '/lb/members.json', { member });
    expect(first).to.include({ weight: 1 });
    await send('post', '/lb/members.json', { member: { ...member, address: '10.1.0.202', weight: 256 } });
    const change = { pool_id: other.id, weight: 0, admin_state_up: false };
    expect(await send('put', `/lb/members/${first.id}.json`, { member: change })).to.include(change);
    const names = new Set((await list('/lb/pools.json')).map(({ id }) => id));
    for (const row of await list('/lb/members.json?tenant_id=one')) {
      expect(names.has(String(row['pool_id']))).to.equal(true);
    }
    expect(await list(`/lb/members.json?pool_id=${pool.id}`)).to.have.length(1);
  });

  it('finds the ports of a server for its members', async () => {
    const port = { network_id: api.networkId, device_id: 'server-1', admin_state_up: true };
    const { id } = await send('post', '/ports.json', { port });
    expect((await list('/ports.json?device_id=server-1')).map((found) => found.id)).to.deep.equal([id]);
  });

  it('adds monitors of every type, and edits them', async () => {
    for (const type of ['PING', 'TCP']) {
      const monitor = await addMonitor({ type });
      expect(monitor).to.include({ type, delay: 5, max_retries: 2, timeout: 3, admin_state_up: true });
    }
    for (const type of ['HTTP', 'HTTPS']) {
      const http = { type, http_method: 'GET', url_path: '/', expected_codes: '200' };
      const monitor = await addMonitor(http);
      expect(monitor).to.deep.include({ ...http, pools: [] });
      const change = { delay: 9, timeout: 9, max_retries: 1, admin_state_up: false };
      const changed = { health_monitor: change };
      expect(await send('put', `/lb/health_monitors/${monitor.id}.json`, changed)).to.include(change);
    }
  });

  it('associates a monitor, shows it on both sides, and disassociates it', async () => {
    const [pool, monitor] = [await addPool(), await addMonitor({ type: 'TCP' })];
    const path = `/lb/pools/${pool.id}/health_monitors`;
    await send('post', `${path}.json`, { health_monitor: { id: monitor.id } });
    const offered = (await list('/lb/health_monitors.json?tenant_id=one')).map(({ id }) => id);
    expect(offered).to.include(monitor.id);
    expect((await read(`/lb/pools/${pool.id}.json`))['health_monitors']).to.deep.equal([monitor.id]);
    const { pools } = await read(`/lb/health_monitors/${monitor.id}.json`);
    const query = pools.map((row) => `id=${row.pool_id}`).join('&');
    expect((await list(`/lb/pools.json?${query}`)).map(({ id }) => id)).to.deep.equal([pool.id]);
    expect((await api.one.delete(`${path}/${monitor.id}.json`)).status).to.equal(204);
  });

  it('shows the details of a VIP: its pool, subnet and port', async () => {
    const pool = await newPool(api);
    await newMember(api, pool.id, '10.1.0.209');
    const { id } = await newVip(api, pool.id);
    const vip = await read(`/lb/vips/${id}.json`);
    expect((await read(`/lb/pools/${String(vip['pool_id'])}.json`))['vip_id']).to.equal(id);
    expect(await read(`/subnets/${String(vip['subnet_id'])}.json`)).to.include({ cidr: '10.1.0.0/24' });
    const port = await read(`/ports/${vip.port_id}.json`);
    expect(port).to.deep.include({ fixed_ips: [{ subnet_id: api.subnetId, ip_address: vip.address }] });
    expect((await list('/ports.json?tenant_id=one')).map((row) => row.id)).to.include(vip.port_id);
    expect((await list('/lb/vips.json')).map((row) => row.id)).to.include(id);
  });

  it('deletes VIP and pool in this order', async () => {
    const pool = await addPool();
    const vip = await addVip(pool.id);
    expect((await api.one.delete(`/lb/pools/${pool.id}.json`)).status).to.equal(409);
    expect((await api.one.delete(`/lb/vips/${vip.id}.json`)).status).to.equal(204);
    expect((await api.one.delete(`/lb/pools/${pool.id}.json`)).status).to.equal(204);
  });

  it('associates a floating IP with a VIP, and takes it away', async () => {
    await api.agent({ host: 'routes', drivers: ROUTER_DRIVERS, silentForS: -3600 });
    const { office, inside, router } = await newRoutedWorld(api);
    const pool = await addPool({ subnet_id: inside.id });
    const vip = await addVip(pool.id, { subnet_id: inside.id });
    const floatingIp = await newFloatingIp(api.one, { floating_network_id: office.id });
    const networks = await list('/networks.json?router%3Aexternal=True');
    expect(networks.map(({ id }) => id)).to.deep.equal([office.id]);
    expect((await list('/routers.json')).map(({ id }) => id)).to.deep.equal([router.id]);
    const ports = await list('/ports.json?tenant_id=one');
    const targets = ports.filter((port) => !String(port['device_owner']).startsWith('network:'));
    expect(targets.map(({ id }) => id)).to.include(vip.port_id);
    await list('/networks.json?shared=True');
    expect((await list('/lb/vips.json')).map(({ port_id }) => port_id)).to.include(vip.port_id);
    const path = `/floatingips/${floatingIp.id}.json`;
    const wanted = { port_id: vip.port_id, fixed_ip_address: vip.address };
    expect(await send('put', path, { floatingip: wanted })).to.include({ ...wanted, router_id: router.id });
    expect((await list('/floatingips.json?tenant_id=one')).map(({ port_id }) => port_id)).to.deep.equal([
      vip.port_id,
    ]);
    expect(await send('put', path, { floatingip: { port_id: null } })).to.include({ port_id: null });
  });
});
