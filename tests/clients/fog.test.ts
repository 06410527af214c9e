import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { asAdmin } from './support/client-mode.ts';
import { describeOtherClient } from './support/describe-client.ts';
import { Fog, type Models } from './support/fog.ts';
import { lbSubnet, unusedName } from './support/objects.ts';

const CONFLICT = 'Excon::Error::Conflict';
const NOT_FOUND = 'Fog::OpenStack::Network::NotFound';
const HTTP_MONITOR = {
  type: 'HTTP',
  delay: 5,
  timeout: 3,
  max_retries: 2,
  url_path: '/',
  expected_codes: '200',
};

// Unlike other clients it insists on one status per request, and saves whole objects.
describeOtherClient('fog-openstack', 'member', () => {
  let fog: Fog;
  let subnetId: string;

  before(async () => {
    subnetId = await lbSubnet();
    fog = await Fog.start();
  });

  const newPool = (fields = {}) =>
    fog.create('lb_pools', {
      name: unusedName('fog'),
      subnet_id: subnetId,
      protocol: 'HTTP',
      lb_method: 'ROUND_ROBIN',
      ...fields,
    });

  const settled = (models: Models, id: string) =>
    eventually(async () => expect(await fog.get(models, id)).to.include({ status: 'ACTIVE' }), {
      withinMs: 20_000,
      everyMs: 100,
    });

  it('builds a balancer from models, changes all of it and takes it down', async () => {
    const pool = await newPool({ description: 'd', admin_state_up: true });
    const monitor = await fog.create('lb_health_monitors', HTTP_MONITOR);
    await fog.call('lb_pools', pool.id, 'associate_health_monitor', monitor.id);
    const member = await fog.create('lb_members', {
      pool_id: pool.id,
      address: '10.0.0.21',
      protocol_port: 8080,
      weight: 1,
    });
    const vip = await fog.create('lb_vips', {
      subnet_id: subnetId,
      pool_id: pool.id,
      protocol: 'HTTP',
      protocol_port: 80,
      session_persistence: { type: 'HTTP_COOKIE' },
    });
    await settled('lb_vips', vip.id);
    expect(await fog.save('lb_pools', pool.id, { lb_method: 'SOURCE_IP' })).to.include({ description: 'd' });
    expect(await fog.save('lb_health_monitors', monitor.id, { delay: 6 })).to.include({ delay: 6 });
    expect(await fog.save('lb_members', member.id, { weight: 3 })).to.include({ weight: 3 });
    const named = await fog.save('lb_vips', vip.id, { name: 'fog' });
    expect(named['session_persistence']).to.deep.equal({ type: 'HTTP_COOKIE' });
    const cleared = await fog.save('lb_vips', vip.id, { session_persistence: null });
    expect(cleared['session_persistence']).to.equal(null);
    await settled('lb_vips', vip.id);
    expect(await fog.call('lb_pools', pool.id, 'stats')).to.include({
      active_connections: 0,
      total_connections: 0,
    });
    for (const [models, { id }] of [
      ['lb_pools', pool],
      ['lb_health_monitors', monitor],
    ] as const) {
      expect(await fog.refusal({ models, id, call: 'destroy' })).to.equal(CONFLICT);
    }
    await fog.call('lb_health_monitors', monitor.id, 'disassociate_from_pool', pool.id);
    const made = [
      ['lb_vips', vip],
      ['lb_members', member],
      ['lb_pools', pool],
      ['lb_health_monitors', monitor],
    ] as const;
    for (const [models, { id }] of made) {
      await fog.call(models, id, 'destroy');
      expect(await fog.get(models, id)).to.equal(undefined);
    }
  });

  it('moves members and VIPs', async () => {
    const [one, two] = [await newPool(), await newPool()];
    const member = await fog.create('lb_members', {
      pool_id: one.id,
      address: '10.0.0.22',
      protocol_port: 8080,
      weight: 1,
    });
    const vip = await fog.request('create_lb_vip', subnetId, one.id, 'HTTP', 80, { name: 'moves' });
    const { id } = vip['vip'] as { id: string };
    expect(await fog.save('lb_members', member.id, { pool_id: two.id })).to.include({ pool_id: two.id });
    expect(await fog.save('lb_vips', id, { pool_id: two.id })).to.include({ pool_id: two.id });
    await settled('lb_vips', id);
    await fog.call('lb_vips', id, 'destroy');
  });

  it('filters lists, and keeps what leads to the next page', async () => {
    const pool = await newPool();
    await newPool();
    expect(await fog.all('lb_pools', { name: pool['name'] })).to.have.length(1);
    expect(await fog.all('lb_members', { pool_id: pool.id })).to.deep.equal([]);
    const fields = ['id', 'name'];
    expect((await fog.request('list_lb_pools', { fields, id: pool.id }))['pools']).to.deep.equal([
      { id: pool.id, name: pool['name'] },
    ]);
    const page = await fog.request('list_lb_pools', { limit: 1 });
    expect(page['pools']).to.have.length(1);
    expect((page['pools_links'] as object[])[0]).to.include({ rel: 'next' });
  });

  it('keeps networks, subnets and ports', async () => {
    const network = await fog.create('networks', { name: 'fog', admin_state_up: true });
    const subnet = await fog.create('subnets', {
      network_id: network.id,
      cidr: '10.88.0.0/24',
      ip_version: 4,
    });
    const port = await fog.create('ports', { network_id: network.id, security_groups: [], device_id: 'd' });
    expect(await fog.save('networks', network.id, { name: 'fog2' })).to.include({ name: 'fog2' });
    expect(await fog.save('subnets', subnet.id, { gateway_ip: '10.88.0.1' })).to.include({
      gateway_ip: '10.88.0.1',
    });
    expect(await fog.save('ports', port.id, { name: 'p' })).to.include({ name: 'p', device_id: 'd' });
    expect(
      (await fog.all('ports', { device_id: 'd', network_id: network.id })).map(({ id }) => id),
    ).to.deep.equal([port.id]);
    expect(await fog.refusal({ models: 'subnets', id: subnet.id, call: 'destroy' })).to.equal(CONFLICT);
    for (const [models, id] of [
      ['ports', port.id],
      ['subnets', subnet.id],
      ['networks', network.id],
    ] as const) {
      await fog.call(models, id, 'destroy');
    }
    expect(await fog.refusal({ request: 'get_network', arguments: [network.id] })).to.equal(NOT_FOUND);
  });

  it('leads from an external network to a port, and takes the way down again', async () => {
    const admin = await asAdmin(() => Fog.start())();
    const office = await admin.create('networks', { name: unusedName('office'), router_external: true });
    const inside = await fog.create('networks', { name: unusedName('inside') });
    for (const [by, network, cidr] of [
      [admin, office, '192.168.11.0/28'],
      [fog, inside, '192.168.41.0/24'],
    ] as const)
      await by.create('subnets', { network_id: network.id, cidr, ip_version: 4 });
    const [subnet] = await fog.all('subnets', { network_id: inside.id });
    const router = await fog.create('routers', { name: 'r', external_gateway_info: office.id });
    expect(router['external_gateway_info']).to.include({ network_id: office.id, enable_snat: true });
    const added = await fog.request('add_router_interface', router.id, subnet?.id);
    expect(added).to.include({ id: router.id, subnet_id: subnet?.id });
    const port = await fog.create('ports', { network_id: inside.id });
    const floatingIp = await fog.create('floating_ips', { floating_network_id: office.id });
    await fog.call('floating_ips', floatingIp.id, 'associate', port.id);
    expect(await fog.get('floating_ips', floatingIp.id)).to.include({
      port_id: port.id,
      router_id: router.id,
      fixed_ip_address: '192.168.41.2',
    });
    expect(await fog.refusal({ models: 'routers', id: router.id, call: 'destroy' })).to.equal(CONFLICT);
    await fog.call('floating_ips', floatingIp.id, 'disassociate');
    await fog.call('floating_ips', floatingIp.id, 'destroy');
    await fog.request('remove_router_interface', router.id, subnet?.id);
    await fog.request('update_router', router.id, { name: 's', external_gateway_info: {} });
    expect(await fog.get('routers', router.id)).to.include({ name: 's', external_gateway_info: null });
    await fog.call('routers', router.id, 'destroy');
    expect((await fog.all('routers', {})).map(({ id }) => id)).to.not.include(router.id);
    await fog.call('ports', port.id, 'destroy');
    await fog.call('networks', inside.id, 'destroy');
    await admin.call('networks', office.id, 'destroy');
  });

  it('sets, lists and resets quotas, and asks for extensions', async () => {
    const project = unusedName('fog');
    const admin = await asAdmin(() => Fog.start())();
    await admin.request('update_quota', project, { vip: 3, health_monitor: 6 });
    expect((await admin.request('get_quota', project))['quota']).to.include({ vip: 3, health_monitor: 6 });
    const { quotas } = await admin.request('get_quotas');
    expect((quotas as { tenant_id: string }[]).map((row) => row.tenant_id)).to.include(project);
    await admin.request('delete_quota', project);
    expect((await fog.all('extensions', {})).map((extension) => extension['alias'])).to.include('lbaas');
  });
});
