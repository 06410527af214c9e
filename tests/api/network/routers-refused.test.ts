import { expect } from 'chai';
import { type Fields, type Thing, created, refused, show } from '../support/lbaas-v1-client.ts';
import { newNetwork, newSubnet } from '../support/lbaas-v1-fixture.ts';
import {
  NOWHERE,
  ROUTER_DRIVERS,
  addInterface,
  interfaceIn,
  newInside,
  newPortOn,
  newRoutedWorld,
  newRouter,
  removeInterface,
} from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('routers refuse', () => {
  const api = useLbaasApi({ agent: { host: 'r1', drivers: ROUTER_DRIVERS } });
  const put = (router: Thing, fields: Fields) => api.one.put(`/routers/${router.id}`, { router: fields });
  let world: Awaited<ReturnType<typeof newRoutedWorld>>;
  before(async () => {
    world = await newRoutedWorld(api);
  });
  const tables = () =>
    api.query(
      `SELECT (SELECT count(*) FROM ports) AS ports, (SELECT count(*) FROM routers) AS routers,
         (SELECT sum(generation) FROM devices) AS generations, (SELECT count(*) FROM router_interfaces) AS interfaces`,
    );
  /** What is refused changes nothing. */
  const nothing = async (work: () => Promise<void>): Promise<void> => {
    const was = await tables();
    await work();
    expect(await tables()).to.deep.equal(was);
  };
  const gateway = (info: unknown) => ({ external_gateway_info: info });

  it('gateways that are none', async () => {
    const plain = await newNetwork(api.one);
    const bare = await newNetwork(api.admin, { 'router:external': true });
    await nothing(async () => {
      for (const [info, status, type] of [
        [{ network_id: plain.id }, 400, 'BadRequest'],
        [{ network_id: bare.id }, 400, 'BadRequest'],
        [{ network_id: NOWHERE }, 404, 'NetworkNotFound'],
        [{ network_id: 'x' }, 400, 'InvalidInput'],
        [{ enable_snat: true }, 400, 'InvalidInput'],
        [{ network_id: world.office.id, enable_snat: 'maybe' }, 400, 'InvalidInput'],
        [{ network_id: world.office.id, other: 1 }, 400, 'InvalidInput'],
        ['x', 400, 'InvalidInput'],
      ] as const) {
        refused(await api.one.post('/routers', { router: gateway(info) }), status, type);
        refused(await put(world.router, gateway(info)), status, type);
      }
    });
  });

  it('a gateway onto what they route already', async () => {
    const office = await newNetwork(api.admin, { 'router:external': true });
    await newSubnet(api.admin, office.id, String(world.inside['cidr']));
    const router = await newRouter(api.one);
    interfaceIn(await addInterface(api.one, router, { subnet_id: (await newInside(api.one)).id }));
    await nothing(async () =>
      refused(await put(world.router, gateway({ network_id: office.id })), 400, 'BadRequest'),
    );
  });

  it('interfaces that are none', async () => {
    const { router, inside, office } = world;
    const open = await newInside(api.one, { gateway_ip: null });
    const foreign = await newInside(api.two);
    const overlapping = await newInside(api.one, { cidr: String(inside['cidr']).replace('/24', '/25') });
    const used = await newPortOn(api.one, await newInside(api.one), { device_id: 'vm' });
    const none = await newPortOn(api.one, inside, { fixed_ips: [] });
    const again = await newPortOn(api.one, inside);
    const [outside] = (await show(api.admin, `/networks/${office.id}`))['subnets'] as string[];
    await nothing(async () => {
      for (const [body, status, type] of [
        [{}, 400, 'BadRequest'],
        [{ subnet_id: open.id, port_id: used.id }, 400, 'BadRequest'],
        [{ subnet_id: 'x' }, 400, 'HTTPBadRequest'],
        [{ other: 'x' }, 400, 'HTTPBadRequest'],
        [{ subnet_id: NOWHERE }, 404, 'SubnetNotFound'],
        [{ subnet_id: foreign.id }, 404, 'SubnetNotFound'],
        [{ port_id: NOWHERE }, 404, 'PortNotFound'],
        [{ subnet_id: open.id }, 400, 'BadRequest'],
        [{ subnet_id: inside.id }, 400, 'BadRequest'],
        [{ subnet_id: overlapping.id }, 400, 'BadRequest'],
        [{ port_id: again.id }, 400, 'BadRequest'],
        [{ port_id: none.id }, 400, 'BadRequest'],
        [{ port_id: used.id }, 409, 'PortInUse'],
      ] as const)
        refused(await addInterface(api.one, router, body), status, type);
      refused(await addInterface(api.admin, router, { subnet_id: outside }), 400, 'BadRequest');
      refused(await api.one.put(`/routers/${router.id}/add_router_interface`, '[]'), 400, 'BadRequest');
      refused(
        await addInterface(api.one, { ...router, id: NOWHERE }, { subnet_id: inside.id }),
        404,
        'RouterNotFound',
      );
      refused(await addInterface(api.two, router, { subnet_id: foreign.id }), 404, 'RouterNotFound');
      refused(await removeInterface(api.one, router, {}), 400, 'BadRequest');
      refused(
        await removeInterface(api.one, router, { subnet_id: open.id }),
        404,
        'RouterInterfaceNotFoundForSubnet',
      );
      refused(await removeInterface(api.one, router, { port_id: used.id }), 404, 'RouterInterfaceNotFound');
    });
  });

  it('the gateway address of a subnet that another router, or another project, has', async () => {
    const other = await newRouter(api.one);
    const network = await newNetwork(api.admin, { shared: true });
    const shared = await newSubnet(api.admin, network.id, '10.250.0.0/24');
    await nothing(async () => {
      refused(await addInterface(api.one, other, { subnet_id: world.inside.id }), 409, 'IpAddressInUse');
      refused(await addInterface(api.one, other, { subnet_id: shared.id }), 403, 'PolicyNotAuthorized');
    });
    const port = created(await api.one.post('/ports', { port: { network_id: network.id } }));
    interfaceIn(await addInterface(api.one, other, { port_id: port.id }));
    refused(
      await api.admin.put(`/networks/${network.id}`, { network: { shared: false } }),
      409,
      'InvalidSharedSetting',
    );
  });
});
