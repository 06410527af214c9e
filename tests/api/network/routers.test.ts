import { expect } from 'chai';
import { type Fields, type Thing, refused, show } from '../support/lbaas-v1-client.ts';
import {
  ROUTER_DRIVERS,
  addInterface,
  gatewayOf,
  interfaceIn,
  newInside,
  newOffice,
  newPortOn,
  newRoutedWorld,
  newRouter,
  removeInterface,
} from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('routers', () => {
  const api = useLbaasApi({ agent: { host: 'r1', drivers: ROUTER_DRIVERS } });
  const put = (router: Thing, fields: Fields) => api.one.put(`/routers/${router.id}`, { router: fields });
  const portOf = (id: string): Promise<Thing> => show(api.admin, `/ports/${id}`);
  const gatewayPortOf = async (router: Thing): Promise<Thing | undefined> => {
    const query = `device_id=${router.id}&device_owner=network:router_gateway`;
    const { ports } = (await api.admin.get(`/ports?${query}`)).body as unknown as { ports: Thing[] };
    return ports[0];
  };

  it('have nothing to run without a port, and are ACTIVE then', async () => {
    const router = await newRouter(api.one, { name: 'r' });
    expect(router).to.deep.equal({
      id: router.id,
      tenant_id: 'one',
      name: 'r',
      admin_state_up: true,
      external_gateway_info: null,
      status: 'ACTIVE',
      status_description: 'the router has no port: nothing is routed',
      revision_number: 1,
    });
    expect((await put(router, { name: 'other', admin_state_up: false })).body['router']).to.include({
      name: 'other',
      status: 'DISABLED',
    });
    expect((await api.one.delete(`/routers/${router.id}`)).status).to.equal(204);
    refused(await api.one.get(`/routers/${router.id}`), 404, 'RouterNotFound');
  });

  it('get a gateway at once or later, keep it, and give it back', async () => {
    const office = await newOffice(api);
    const router = await newRouter(api.one, { external_gateway_info: { network_id: office.id } });
    expect(router.status).to.equal('PENDING_CREATE');
    const gateway = gatewayOf(router);
    expect(gateway).to.deep.include({ network_id: office.id, enable_snat: true });
    expect(gateway?.external_fixed_ips).to.have.length(1);
    const port = await gatewayPortOf(router);
    expect(port).to.include({ tenant_id: '', status: 'DOWN', 'binding:host_id': 'r1' });
    await api.report(router.id);
    expect(await show(api.one, `/routers/${router.id}`)).to.include({
      status: 'ACTIVE',
      status_description: '',
    });
    expect(await portOf(port?.id ?? '')).to.include({ status: 'ACTIVE' });

    const same = (await put(router, { external_gateway_info: { network_id: office.id } })).body['router'];
    expect(same).to.deep.include({ status: 'ACTIVE', external_gateway_info: gateway });
    const quiet = (
      await put(router, { external_gateway_info: { network_id: office.id, enable_snat: 'False' } })
    ).body['router'] as Thing;
    expect(gatewayOf(quiet)).to.deep.equal({ ...gateway, enable_snat: false });
    expect(quiet.status).to.equal('PENDING_UPDATE');
    expect((await gatewayPortOf(router))?.id).to.equal(port?.id);

    const cleared = (await put(router, { external_gateway_info: {} })).body['router'] as Thing;
    expect(gatewayOf(cleared)).to.equal(null);
    expect(await gatewayPortOf(router)).to.equal(undefined);
    const [address = ''] = gateway?.external_fixed_ips.map(({ ip_address }) => ip_address) ?? [];
    const held = () => api.query('SELECT 1 FROM address_holds WHERE ip_address = $1', [address]);
    expect(await held()).to.have.length(1);
    await api.report(router.id);
    expect(await held()).to.have.length(0);
  });

  it('get the address outside that the owner of the network asks for', async () => {
    const office = await newOffice(api);
    const [subnet] = (await show(api.admin, `/networks/${office.id}`))['subnets'] as string[];
    const cidr = String((await show(api.admin, `/subnets/${subnet}`))['cidr']);
    const at = (host: number) => [{ ip_address: cidr.replace('0/24', String(host)) }];
    const wanted = (host: number) => ({ network_id: office.id, external_fixed_ips: at(host) });
    const router = await newRouter(api.admin, { tenant_id: 'one', external_gateway_info: wanted(77) });
    const addressOf = (thing: Thing) => gatewayOf(thing)?.external_fixed_ips[0]?.ip_address;
    expect(addressOf(router)).to.equal(at(77)[0]?.ip_address);
    const moved = await api.admin.put(`/routers/${router.id}`, {
      router: { external_gateway_info: wanted(78) },
    });
    expect(addressOf(moved.body['router'] as Thing)).to.equal(at(78)[0]?.ip_address);
    refused(await put(router, { external_gateway_info: wanted(79) }), 403, 'PolicyNotAuthorized');
  });

  it('get interfaces by subnet and by port, and lose them with their ports', async () => {
    const [router, one, two] = [await newRouter(api.one), await newInside(api.one), await newInside(api.one)];
    const added = interfaceIn(await addInterface(api.one, router, { subnet_id: one.id }));
    expect(added).to.deep.equal({
      id: router.id,
      tenant_id: 'one',
      subnet_id: one.id,
      port_id: added.port_id,
    });
    const port = await portOf(added.port_id);
    expect(port).to.deep.include({
      tenant_id: 'one',
      device_id: router.id,
      device_owner: 'network:router_interface',
      fixed_ips: [{ subnet_id: one.id, ip_address: one['gateway_ip'] }],
      status: 'DOWN',
    });
    const own = await newPortOn(api.one, two);
    const by = interfaceIn(await addInterface(api.one, router, { port_id: own.id }));
    expect(by).to.include({ port_id: own.id, subnet_id: two.id });
    await api.report(router.id);
    for (const id of [added.port_id, own.id]) expect(await portOf(id)).to.include({ status: 'ACTIVE' });
    await api.report(router.id, { observed: 2 });
    expect(await portOf(added.port_id)).to.include({ status: 'ACTIVE' });
    expect(await portOf(own.id)).to.include({ status: 'DOWN' });
    expect(await show(api.one, `/routers/${router.id}`)).to.include({ status: 'PENDING_UPDATE' });

    interfaceIn(await removeInterface(api.one, router, { port_id: added.port_id }));
    interfaceIn(await removeInterface(api.one, router, { subnet_id: two.id }));
    for (const id of [added.port_id, own.id])
      refused(await api.admin.get(`/ports/${id}`), 404, 'PortNotFound');
    await api.report(router.id);
    expect((await api.one.delete(`/routers/${router.id}`)).status).to.equal(204);
  });

  it('keep their ports from the port API, and what they are on from deletion', async () => {
    const { office, inside, router, interfacePortId } = await newRoutedWorld(api);
    const gateway = await gatewayPortOf(router);
    for (const id of [interfacePortId, gateway?.id ?? '']) {
      refused(await api.admin.delete(`/ports/${id}`), 409, 'L3PortInUse');
      for (const port of [
        { device_owner: '' },
        { device_id: '' },
        { fixed_ips: [] },
        { admin_state_up: false },
      ])
        refused(await api.admin.put(`/ports/${id}`, { port }), 409, 'PortInUse');
    }
    expect((await api.admin.put(`/ports/${interfacePortId}`, { port: { name: 'x' } })).status).to.equal(200);
    refused(await api.one.delete(`/subnets/${inside.id}`), 409, 'SubnetInUse');
    refused(await api.one.delete(`/networks/${String(inside['network_id'])}`), 409, 'NetworkInUse');
    refused(await api.admin.delete(`/networks/${office.id}`), 409, 'NetworkInUse');
    refused(
      await api.admin.put(`/networks/${office.id}`, { network: { 'router:external': false } }),
      409,
      'ExternalNetworkInUse',
    );
    refused(
      await api.one.put(`/subnets/${inside.id}`, { subnet: { gateway_ip: null } }),
      409,
      'GatewayIpInUse',
    );
    refused(await api.one.delete(`/routers/${router.id}`), 409, 'RouterInUse');
  });

  it('show changes of the networks under their ports', async () => {
    const { inside, router } = await newRoutedWorld(api);
    await api.report(router.id);
    await api.one.put(`/networks/${String(inside['network_id'])}`, { network: { mtu: 1400 } });
    expect(await show(api.one, `/routers/${router.id}`)).to.include({ status: 'PENDING_UPDATE' });
  });

  it('are seen and changed by their project only', async () => {
    const { router } = await newRoutedWorld(api);
    for (const answer of [
      await api.two.get(`/routers/${router.id}`),
      await api.two.put(`/routers/${router.id}`, { router: { name: 'x' } }),
      await api.two.delete(`/routers/${router.id}`),
      await api.two.get(`/routers/${router.id}/explain`),
      await api.two.get(`/routers/${router.id}/stats`),
    ])
      refused(answer, 404, 'RouterNotFound');
    expect(((await api.two.get('/routers')).body as unknown as { routers: Thing[] }).routers).to.deep.equal(
      [],
    );
    const shown = await show(api.one, `/routers/${router.id}/explain`);
    expect(shown).to.deep.include({ router_id: router.id });
    expect((shown['objects'] as Thing[]).map(({ status }) => status)).to.deep.equal(['PENDING_CREATE']);
    expect(shown['placement']).to.deep.include({ agent_host: 'r1' });
  });
});

describe('routers without an agent of theirs', () => {
  const api = useLbaasApi({ agent: { host: 'before', drivers: ['haproxy_ns'] } });

  it('say why they wait, and are placed when one comes that reaches their networks', async () => {
    const office = await newOffice(api, {
      'provider:network_type': 'flat',
      'provider:physical_network': 'office',
    });
    const router = await newRouter(api.one, { external_gateway_info: { network_id: office.id } });
    expect(router).to.include({
      status: 'PENDING_CREATE',
      status_description: 'no eligible agent among 1: 1 without driver router_ns',
    });
    await api.agent({ host: 'elsewhere', drivers: ROUTER_DRIVERS });
    await api.place(router.id);
    expect(await show(api.one, `/routers/${router.id}`)).to.include({
      status_description:
        'no eligible agent among 2: 1 without driver router_ns, 1 out of reach of physical network office',
    });
    await api.agent({ host: 'there', drivers: ROUTER_DRIVERS, networks: ['office'] });
    await api.place(router.id);
    await api.report(router.id);
    expect(await show(api.one, `/routers/${router.id}`)).to.include({ status: 'ACTIVE' });
  });
});
