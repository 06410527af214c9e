import { expect } from 'chai';
import { type Thing, refused } from '../support/lbaas-v1-client.ts';
import { newPool, newSubnet, newVip } from '../support/lbaas-v1-fixture.ts';
import {
  ROUTER_DRIVERS,
  type RoutedWorld,
  addInterface,
  newFloatingIp,
  newInside,
  newOffice,
  newPortOn,
  newRoutedWorld,
  newRouter,
  removeInterface,
} from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import { watchDeadlocks } from './deadlocks.ts';
import { besides, untilWaiting } from './side-connection.ts';

const LOCK_DEVICE = 'SELECT 1 FROM devices WHERE id = $1 FOR UPDATE';
const LOCK_SUBNETS = 'SELECT 1 FROM subnets WHERE network_id = $1 FOR NO KEY UPDATE';
const PORT_IS_FREE = 'SELECT 1 FROM ports WHERE id = $1 FOR UPDATE NOWAIT';

/** As in lock-order.test.ts, for routers, their gateways and interfaces, and floating IPs. */
describe('locks are taken in one order, those of routers too', function () {
  this.timeout(60_000);
  const api = useLbaasApi({ agent: { host: 'r1', drivers: ROUTER_DRIVERS }, isPatient: true });
  let world: RoutedWorld;
  let port: Thing;
  let deadlocks: () => readonly string[];

  beforeEach(async () => {
    world = await newRoutedWorld(api);
    port = await newPortOn(api.one, world.inside);
    deadlocks = await watchDeadlocks();
  });
  afterEach(() => expect(deadlocks()).to.deep.equal([]));

  const office = () => ({ floating_network_id: world.office.id });
  const lead = (floatingIp: Thing, portId: string) =>
    api.one.put(`/floatingips/${floatingIp.id}`, { floatingip: { port_id: portId } });

  it('by a floating IP that comes to lead to a port, and the delete of the port', async () => {
    const [first, second] = [await newFloatingIp(api.one, office()), await newFloatingIp(api.one, office())];
    await lead(first, port.id);
    const spare = await newPortOn(api.one, world.inside);
    const [led, gone] = await besides(api, async (side) => {
      await side.query(LOCK_DEVICE, [world.router.id]);
      const leading = lead(second, spare.id);
      await untilWaiting(api, 1);
      const deletion = api.one.delete(`/ports/${port.id}`);
      await untilWaiting(api, 2);
      for (const { id } of [port, spare]) await side.query(PORT_IS_FREE, [id]);
      await side.query('COMMIT');
      return Promise.all([leading, deletion]);
    });
    expect([led.status, gone.status]).to.deep.equal([200, 204]);
    expect((await api.one.get(`/floatingips/${first.id}`)).body['floatingip']).to.include({ port_id: null });
  });

  it('by a floating IP that comes to lead to what is just being deleted: the delete begins anew', async () => {
    const pool = await newPool(api, { subnet_id: world.inside.id });
    const vip = await newVip(api, pool.id, { subnet_id: world.inside.id });
    for (const [path, portId, lock] of [
      [`/lb/vips/${vip.id}`, vip.port_id, [LOCK_DEVICE, pool.id]],
      [`/ports/${port.id}`, port.id, ['SELECT 1 FROM ports WHERE id = $1 FOR NO KEY UPDATE', port.id]],
    ] as const) {
      const floatingIp = await newFloatingIp(api.one, office());
      const gone = await besides(api, async (side) => {
        await side.query(lock[0], [lock[1]]);
        const remove = api.one.delete(path);
        await untilWaiting(api, 1);
        expect((await lead(floatingIp, portId)).status).to.equal(200);
        await side.query('COMMIT');
        return remove;
      });
      expect(gone.status, path).to.equal(204);
      const shown = (await api.one.get(`/floatingips/${floatingIp.id}`)).body['floatingip'];
      expect(shown, path).to.include({ port_id: null, router_id: null });
    }
  });

  it('by an interface that goes, and a floating IP that comes through it', async () => {
    const floatingIp = await newFloatingIp(api.one, office());
    const [removed, led] = await besides(api, async (side) => {
      await side.query(LOCK_DEVICE, [world.router.id]);
      const removal = removeInterface(api.one, world.router, { subnet_id: world.inside.id });
      await untilWaiting(api, 1);
      const leading = lead(floatingIp, port.id);
      await untilWaiting(api, 2);
      await side.query(PORT_IS_FREE, [world.interfacePortId]);
      await side.query('COMMIT');
      return Promise.all([removal, leading]);
    });
    expect(removed.status).to.equal(200);
    refused(led, 404, 'ExternalGatewayForFloatingIPNotFound');
  });

  it('by an interface that takes a port, and a change of the port, which finds it taken', async () => {
    const router = await newRouter(api.one, {});
    const [added, changed] = await besides(api, async (side) => {
      await side.query('SELECT 1 FROM ports WHERE id = $1 FOR UPDATE', [port.id]);
      const adding = addInterface(api.one, router, { port_id: port.id });
      await untilWaiting(api, 1);
      const changing = api.one.put(`/ports/${port.id}`, { port: { device_id: 'a server' } });
      await untilWaiting(api, 2);
      await side.query('COMMIT');
      return Promise.all([adding, changing]);
    });
    expect(added.status).to.equal(200);
    refused(changed, 409, 'PortInUse');
  });

  it('by a router that takes a gateway, and the delete of the external network', async () => {
    const elsewhere = await newOffice(api);
    const [router, gone] = await besides(api, async (side) => {
      await side.query(LOCK_SUBNETS, [elsewhere.id]);
      const gateway = { external_gateway_info: { network_id: elsewhere.id } };
      const create = api.one.post('/routers', { router: gateway });
      await untilWaiting(api, 1);
      const remove = api.admin.delete(`/networks/${elsewhere.id}`);
      await untilWaiting(api, 2);
      await side.query('COMMIT');
      return Promise.all([create, remove]);
    });
    expect(router.status).to.equal(201);
    refused(gone, 409, 'NetworkInUse');
  });

  it('by an interface, a floating IP and a subnet that change: the subnets before the router', async () => {
    const other = await newSubnet(api.one, String(world.inside['network_id']), '10.250.0.0/24');
    const answers = await besides(api, async (side) => {
      await side.query(LOCK_SUBNETS, [world.inside['network_id']]);
      await side.query(LOCK_SUBNETS, [world.office.id]);
      const add = addInterface(api.one, world.router, { subnet_id: other.id });
      const floatingip = { ...office(), port_id: port.id };
      const create = api.one.post('/floatingips', { floatingip });
      const gateway = { external_gateway_info: { network_id: world.office.id, enable_snat: false } };
      const change = api.one.put(`/routers/${world.router.id}`, { router: gateway });
      await untilWaiting(api, 3);
      await side.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE NOWAIT', [world.router.id]);
      await side.query('COMMIT');
      return Promise.all([add, create, change]);
    });
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 201, 200]);
  });

  it('by two floating IPs that take each the router that the other leaves', async () => {
    const inside = await newInside(api.one);
    const router = await newRouter(api.one, { external_gateway_info: { network_id: world.office.id } });
    expect((await addInterface(api.one, router, { subnet_id: inside.id })).status).to.equal(200);
    const ports = [port, await newPortOn(api.one, inside)] as const;
    const [first, second] = [await newFloatingIp(api.one, office()), await newFloatingIp(api.one, office())];
    await lead(first, ports[0].id);
    await lead(second, ports[1].id);
    const spare = [await newPortOn(api.one, inside), await newPortOn(api.one, world.inside)] as const;
    const answers = await besides(api, async (side) => {
      await side.query('LOCK TABLE audit_log IN SHARE MODE');
      const crosswise = [lead(first, spare[0].id), lead(second, spare[1].id)];
      await untilWaiting(api, 2);
      await side.query('COMMIT');
      return Promise.all(crosswise);
    });
    expect(answers.map(({ status }) => status)).to.have.members([200, 409]);
    expect(answers.map(({ type }) => type)).to.include('StateInvalid');
  });
});
