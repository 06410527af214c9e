import { expect } from 'chai';
import { type Fields, type Thing, refused, show } from '../support/lbaas-v1-client.ts';
import { newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import {
  ROUTER_DRIVERS,
  type RoutedWorld,
  addInterface,
  interfaceIn,
  newFloatingIp,
  newInside,
  newPortOn,
  newRoutedWorld,
  newRouter,
  removeInterface,
} from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('floating IPs', () => {
  const api = useLbaasApi({ agent: { host: 'r1', drivers: ROUTER_DRIVERS } });
  let world: RoutedWorld;
  before(async () => {
    world = await newRoutedWorld(api);
  });
  const put = (floatingIp: Thing, fields: Fields) =>
    api.one.put(`/floatingips/${floatingIp.id}`, { floatingip: fields });
  const see = (floatingIp: Thing) => show(api.one, `/floatingips/${floatingIp.id}`);
  const remove = (floatingIp: Thing) => api.one.delete(`/floatingips/${floatingIp.id}`);
  const office = () => ({ floating_network_id: world.office.id });
  const addressOf = (port: Thing): string =>
    (port['fixed_ips'] as { ip_address: string }[])[0]?.ip_address ?? '';
  const heldBy = async (address: unknown): Promise<string[]> =>
    (
      await api.query<{ id: string }>('SELECT device_id AS id FROM address_holds WHERE ip_address = $1', [
        address,
      ])
    ).map(({ id }) => id);

  it('are addresses outside that lead nowhere at first', async () => {
    const floatingIp = await newFloatingIp(api.one, office());
    expect(floatingIp).to.deep.equal({
      id: floatingIp.id,
      tenant_id: 'one',
      floating_network_id: world.office.id,
      floating_ip_address: floatingIp['floating_ip_address'],
      port_id: null,
      fixed_ip_address: null,
      router_id: null,
      status: 'DOWN',
      status_description: 'it is associated with no port',
      revision_number: 1,
    });
    expect(await show(api.one, `/floatingips/${floatingIp.id}/stats`)).to.deep.equal({
      packets: null,
      bytes: null,
    });
    for (const id of [floatingIp.id, 'no-id'])
      refused(await api.two.get(`/floatingips/${id}/stats`), 404, 'FloatingIPNotFound');
    const query = `/ports?device_id=${floatingIp.id}`;
    const [port] = ((await api.admin.get(query)).body as unknown as { ports: Thing[] }).ports;
    expect(port).to.deep.include({ tenant_id: '', device_owner: 'network:floatingip', status: 'ACTIVE' });
    expect(addressOf(port as Thing)).to.equal(floatingIp['floating_ip_address']);
    refused(await api.admin.delete(`/ports/${port?.id}`), 409, 'L3PortInUse');
    refused(await api.admin.put(`/ports/${port?.id}`, { port: { device_id: '' } }), 409, 'PortInUse');
    const found = (
      await api.one.get(`/floatingips?floating_ip_address=${String(floatingIp['floating_ip_address'])}`)
    ).body;
    expect((found['floatingips'] as Thing[]).map(({ id }) => id)).to.deep.equal([floatingIp.id]);
    expect((await remove(floatingIp)).status).to.equal(204);
    refused(await api.admin.get(`/ports/${port?.id}`), 404, 'PortNotFound');
    refused(await remove(floatingIp), 404, 'FloatingIPNotFound');
  });

  it('are ACTIVE once the host of their router shows them, and say why they are not', async () => {
    const port = await newPortOn(api.one, world.inside);
    const floatingIp = await newFloatingIp(api.one, { ...office(), port_id: port.id });
    expect(floatingIp).to.include({
      port_id: port.id,
      fixed_ip_address: addressOf(port),
      router_id: world.router.id,
      status: 'DOWN',
      status_description: 'waiting for agent r1 to confirm',
    });
    const generation = await api.generationOf(world.router.id);
    await api.report(world.router.id, { observed: generation - 1, failed: generation, error: 'nft said no' });
    expect(await see(floatingIp)).to.include({
      status: 'ERROR',
      status_description: 'nft said no (agent r1)',
    });
    const list = async (status: string) =>
      ((await api.one.get(`/floatingips?status=${status}`)).body['floatingips'] as Thing[]).map(
        ({ id }) => id,
      );
    expect(await list('ERROR')).to.deep.equal([floatingIp.id]);
    await api.report(world.router.id);
    expect(await see(floatingIp)).to.include({ status: 'ACTIVE', status_description: '' });
    expect(await show(api.one, `/routers/${world.router.id}`)).to.include({ status: 'ACTIVE' });
    const explained = (await show(api.one, `/routers/${world.router.id}/explain`))['objects'] as Thing[];
    expect(explained.map(({ type, id }) => ({ type, id }))).to.deep.equal([
      { type: 'router', id: world.router.id },
      { type: 'floatingip', id: floatingIp.id },
    ]);
    // The same again is no change.
    expect((await put(floatingIp, { port_id: port.id })).body['floatingip']).to.include({ status: 'ACTIVE' });
    expect((await put(floatingIp, {})).body['floatingip']).to.include({ port_id: port.id });

    await api.one.put(`/routers/${world.router.id}`, { router: { admin_state_up: false } });
    expect(await see(floatingIp)).to.include({ status: 'DOWN' });
    await api.report(world.router.id);
    expect(await see(floatingIp)).to.include({ status: 'DOWN', status_description: 'administratively down' });
    await api.one.put(`/routers/${world.router.id}`, { router: { admin_state_up: true } });
    await api.report(world.router.id);

    expect((await put(floatingIp, { port_id: null })).body['floatingip']).to.include({
      port_id: null,
      fixed_ip_address: null,
      router_id: null,
      status: 'DOWN',
    });
    expect(await heldBy(floatingIp['floating_ip_address'])).to.deep.equal([world.router.id]);
    await api.report(world.router.id);
    expect(await heldBy(floatingIp['floating_ip_address'])).to.deep.equal([]);
    await remove(floatingIp);
  });

  it('lead to a VIP, and nowhere once that is gone, as with any port', async () => {
    const pool = await newPool(api, { subnet_id: world.inside.id });
    const vip = await newVip(api, pool.id, { subnet_id: world.inside.id });
    const port = await newPortOn(api.one, world.inside);
    const [one, two] = [
      await newFloatingIp(api.one, office()),
      await newFloatingIp(api.one, { ...office(), port_id: port.id }),
    ];
    // As Horizon does it.
    const wanted = { port_id: vip.port_id, fixed_ip_address: vip.address };
    expect((await put(one, wanted)).body['floatingip']).to.include({ ...wanted, router_id: world.router.id });
    await api.report(world.router.id);
    expect((await api.one.delete(`/lb/vips/${vip.id}`)).status).to.equal(204);
    expect((await api.one.delete(`/ports/${port.id}`)).status).to.equal(204);
    for (const floatingIp of [one, two]) {
      expect(await see(floatingIp)).to.include({ port_id: null, router_id: null, status: 'DOWN' });
      expect(await heldBy(floatingIp['floating_ip_address'])).to.deep.equal([world.router.id]);
    }
    await api.report(world.router.id);
    for (const floatingIp of [one, two]) await remove(floatingIp);
  });

  it('wait on their way to another router until the first one has let them go', async () => {
    const inside = await newInside(api.one);
    const other = await newRouter(api.one, { external_gateway_info: { network_id: world.office.id } });
    interfaceIn(await addInterface(api.one, other, { subnet_id: inside.id }));
    const [from, to] = [await newPortOn(api.one, world.inside), await newPortOn(api.one, inside)];
    const floatingIp = await newFloatingIp(api.one, { ...office(), port_id: from.id });
    await api.report(world.router.id);
    await api.report(other.id);
    expect((await put(floatingIp, { port_id: to.id })).body['floatingip']).to.include({
      router_id: other.id,
    });
    const waiting = async () =>
      (await show(api.one, `/routers/${other.id}/explain`))['waiting'] as { awaited_addresses: unknown };
    expect((await waiting()).awaited_addresses).to.deep.equal([floatingIp['floating_ip_address']]);
    await api.report(world.router.id);
    expect((await waiting()).awaited_addresses).to.equal(null);
    await api.report(other.id);
    expect(await see(floatingIp)).to.include({ status: 'ACTIVE' });

    refused(await put(other, {}), 404, 'FloatingIPNotFound');
    const busy = { router: { external_gateway_info: {} } };
    refused(await api.one.put(`/routers/${other.id}`, busy), 409, 'RouterExternalGatewayInUseByFloatingIp');
    refused(
      await removeInterface(api.one, other, { subnet_id: inside.id }),
      409,
      'RouterInterfaceInUseByFloatingIP',
    );
    refused(await addInterface(api.one, world.router, { port_id: to.id }), 409, 'FipAssociated');
    refused(
      await api.one.put(`/ports/${to.id}`, {
        port: { fixed_ips: [{ ip_address: addressOf(to).replace(/\d+$/, '99') }] },
      }),
      409,
      'FipAssociated',
    );
    expect((await remove(floatingIp)).status).to.equal(204);
    interfaceIn(await removeInterface(api.one, other, { subnet_id: inside.id }));
    expect((await api.one.put(`/routers/${other.id}`, busy)).status).to.equal(200);
  });

  it('choose the address that the admin or the caller names', async () => {
    const [subnet = ''] = (await show(api.admin, `/networks/${world.office.id}`))['subnets'] as string[];
    const cidr = String((await show(api.admin, `/subnets/${subnet}`))['cidr']);
    const floating_ip_address = cidr.replace('0/24', '200');
    refused(
      await api.one.post('/floatingips', { floatingip: { ...office(), floating_ip_address } }),
      403,
      'PolicyNotAuthorized',
    );
    const named = await newFloatingIp(api.admin, { ...office(), floating_ip_address, tenant_id: 'one' });
    expect(named).to.include({ floating_ip_address });
    const used = { floatingip: { ...office(), floating_ip_address } };
    refused(await api.admin.post('/floatingips', used), 409, 'IpAddressInUse');
    const v6 = { floatingip: { ...office(), floating_ip_address: 'fd00::1' } };
    refused(await api.admin.post('/floatingips', v6), 400, 'InvalidIpForNetwork');

    const several = await newPortOn(api.one, world.inside, {
      fixed_ips: [{ subnet_id: world.inside.id }, { subnet_id: world.inside.id }],
    });
    const [first, second] = (several['fixed_ips'] as { ip_address: string }[]).map((ip) => ip.ip_address);
    refused(await put(named, { port_id: several.id }), 400, 'BadRequest');
    expect(
      (await put(named, { port_id: several.id, fixed_ip_address: second })).body['floatingip'],
    ).to.include({
      fixed_ip_address: second,
    });
    const again = { ...office(), port_id: several.id, fixed_ip_address: second };
    refused(
      await api.one.post('/floatingips', { floatingip: again }),
      409,
      'FloatingIPPortAlreadyAssociated',
    );
    expect((await put(named, { fixed_ip_address: first })).body['floatingip']).to.include({
      fixed_ip_address: first,
    });
    await newFloatingIp(api.one, again);
  });
});
