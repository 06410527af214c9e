import { expect } from 'chai';
import { ROUTER_DRIVERS, newFloatingIp, newPortOn, newRoutedWorld } from '../support/routing-fixture.ts';
import { named, useEventServers } from '../support/use-event-servers.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('events of routers and floating IPs', function () {
  this.timeout(30_000);
  const api = useLbaasApi({ agent: { host: 'r1', drivers: ROUTER_DRIVERS } });
  const streams = useEventServers(api);

  it('tell of changes and of statuses, with the object as GET shows it', async () => {
    const { router, inside, office } = await newRoutedWorld(api);
    const port = await newPortOn(api.one, inside);
    const listener = await streams.listen();
    const floatingIp = await newFloatingIp(api.one, { floating_network_id: office.id, port_id: port.id });
    const [made] = await listener.take(1);
    expect(named([made!])).to.deep.equal([`floatingip.create ${floatingIp.id}`]);
    expect(made?.data['floatingip']).to.deep.include({ status: 'DOWN', router_id: router.id });

    await api.report(router.id);
    const active = await listener.take(2);
    expect(named(active)).to.deep.equal([`router.status ${router.id}`, `floatingip.status ${floatingIp.id}`]);
    expect(active.map(({ data }) => (data['router'] ?? data['floatingip']) as object)).to.satisfy(
      (objects: readonly { status: string }[]) => objects.every(({ status }) => status === 'ACTIVE'),
    );

    await api.one.put(`/routers/${router.id}`, { router: { admin_state_up: false } });
    expect(named(await listener.take(2))).to.deep.equal([
      `router.update ${router.id}`,
      `floatingip.status ${floatingIp.id}`,
    ]);
    await api.one.delete(`/ports/${port.id}`);
    expect(named(await listener.take(1))).to.deep.equal([`floatingip.update ${floatingIp.id}`]);
    await api.one.delete(`/floatingips/${floatingIp.id}`);
    expect(named(await listener.take(1))).to.deep.equal([`floatingip.delete ${floatingIp.id}`]);
  });
});
