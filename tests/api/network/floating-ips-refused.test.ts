import { expect } from 'chai';
import { created, refused } from '../support/lbaas-v1-client.ts';
import { newNetwork, newSubnet } from '../support/lbaas-v1-fixture.ts';
import {
  NOWHERE,
  ROUTER_DRIVERS,
  type RoutedWorld,
  newFloatingIp,
  newInside,
  newOffice,
  newPortOn,
  newRoutedWorld,
  newRouter,
} from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('floating IPs are refused', () => {
  const api = useLbaasApi({ agent: { host: 'r1', drivers: ROUTER_DRIVERS } });
  let world: RoutedWorld;
  before(async () => {
    world = await newRoutedWorld(api);
  });
  const office = () => ({ floating_network_id: world.office.id });
  const tables = () =>
    api.query(
      `SELECT (SELECT count(*) FROM ports) AS ports, (SELECT count(*) FROM floating_ips) AS floating_ips,
         (SELECT sum(generation) FROM devices) AS generations, (SELECT count(*) FROM audit_log) AS audit`,
    );

  it('without changing anything', async () => {
    const plain = await newNetwork(api.one);
    const bare = await newNetwork(api.admin, { 'router:external': true });
    const six = await newNetwork(api.admin, { 'router:external': true });
    await newSubnet(api.admin, six.id, 'fd00:6::/64');
    const unrouted = await newPortOn(api.one, await newInside(api.one));
    const none = await newPortOn(api.one, world.inside, { fixed_ips: [] });
    const port = await newPortOn(api.one, world.inside);
    const foreign = created(
      await api.admin.post('/ports', {
        port: { network_id: world.inside['network_id'], tenant_id: 'two' },
      }),
    );
    const elsewhere = await newOffice(api);
    const spare = await newFloatingIp(api.one, office());
    const was = await tables();
    for (const [fields, status, type] of [
      [{ floating_network_id: plain.id }, 400, 'BadRequest'],
      [{ floating_network_id: NOWHERE }, 404, 'NetworkNotFound'],
      [{ floating_network_id: 'x' }, 400, 'HTTPBadRequest'],
      [{ floating_network_id: bare.id }, 400, 'ExternalIpAddressExhausted'],
      [{ floating_network_id: six.id }, 400, 'ExternalIpAddressExhausted'],
      [{ floating_network_id: elsewhere.id, port_id: port.id }, 404, 'ExternalGatewayForFloatingIPNotFound'],
    ] as const)
      refused(await api.one.post('/floatingips', { floatingip: fields }), status, type);
    for (const [fields, status, type] of [
      [{ port_id: NOWHERE }, 404, 'PortNotFound'],
      [{ port_id: 'x' }, 400, 'HTTPBadRequest'],
      [{ port_id: unrouted.id }, 404, 'ExternalGatewayForFloatingIPNotFound'],
      [{ port_id: none.id }, 400, 'BadRequest'],
      [{ port_id: foreign.id }, 400, 'BadRequest'],
      [{ port_id: world.interfacePortId }, 400, 'BadRequest'],
      [{ port_id: port.id, fixed_ip_address: '10.99.0.1' }, 400, 'BadRequest'],
      [{ fixed_ip_address: '10.99.0.1' }, 400, 'BadRequest'],
      [{ fixed_ip_address: 'x' }, 400, 'HTTPBadRequest'],
    ] as const) {
      refused(await api.one.post('/floatingips', { floatingip: { ...office(), ...fields } }), status, type);
      refused(await api.one.put(`/floatingips/${spare.id}`, { floatingip: fields }), status, type);
    }
    expect(await tables()).to.deep.equal(was);
    await api.one.delete(`/floatingips/${spare.id}`);
  });

  it('to other projects', async () => {
    const floatingIp = await newFloatingIp(api.one, office());
    for (const answer of [
      await api.two.get(`/floatingips/${floatingIp.id}`),
      await api.two.put(`/floatingips/${floatingIp.id}`, { floatingip: { port_id: null } }),
      await api.two.delete(`/floatingips/${floatingIp.id}`),
    ])
      refused(answer, 404, 'FloatingIPNotFound');
    expect((await api.two.get('/floatingips')).body['floatingips']).to.deep.equal([]);
    refused(
      await api.two.post('/floatingips', { floatingip: { ...office(), port_id: world.interfacePortId } }),
      404,
      'PortNotFound',
    );
  });

  it('beyond the quota, as routers are', async () => {
    const quota = { router: 1, floatingip: 1 };
    expect((await api.admin.put('/quotas/three', { quota })).status).to.equal(200);
    const three = api.as({ 'x-project-id': 'three', 'x-roles': 'member' });
    await newRouter(three);
    await newFloatingIp(three, office());
    refused(await three.post('/routers', { router: {} }), 409, 'OverQuota');
    refused(await three.post('/floatingips', { floatingip: office() }), 409, 'OverQuota');
  });
});
