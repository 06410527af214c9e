import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Host } from './host.ts';
import { HostError } from './host-error.ts';
import { InMemoryHost } from './in-memory-host.ts';
import { parsePhysicalNetworks } from './physical-networks.ts';
import { planPorts } from './port-plan.ts';
import type { DesiredPort, PortStep } from './port.ts';
import { somePort } from './testing/ports.ts';
import { PrivateHost } from './testing/private-host.ts';

describe('Host in memory', () => {
  behavesAsHost(async () => ({ host: new InMemoryHost(parsePhysicalNetworks('physnet1:eth1')) }));
});

describe('Host on Linux', () => {
  behavesAsHost(async () => {
    const machine = await PrivateHost.start('physnet1:eth1');
    await machine.sh('ip link add eth1 type veth peer name far1');
    return { host: machine.host, stop: () => machine.stop() };
  });
});

function behavesAsHost(open: () => Promise<{ host: Host; stop?: () => Promise<void> }>): void {
  let host: Host;
  let stop: (() => Promise<void>) | undefined;
  let namespace: string;

  before(async () => {
    ({ host, stop } = await open());
  });
  after(() => stop?.());
  beforeEach(() => {
    namespace = `qlbaas-${randomUUID()}`;
  });
  afterEach(async () => {
    await host.removeNamespace(namespace);
    await host.sweepBridges();
  });

  async function reachAll(...desired: DesiredPort[]): Promise<PortStep['kind'][]> {
    const plans = planPorts(desired, await host.observePorts(namespace, desired));
    await host.applyPorts(namespace, plans);
    expect(planPorts(desired, await host.observePorts(namespace, desired))).to.deep.equal([]);
    return plans.flatMap(({ steps }) => steps.map((step) => step.kind));
  }
  const reach = (desired: DesiredPort): Promise<PortStep['kind'][]> => reachAll(desired);

  it('plugs a port and then has nothing to do', async () => {
    expect(await reach(somePort())).to.deep.equal(['plug']);
    expect(await host.listNamespaces(['qlbaas-'])).to.deep.equal([namespace]);
  });

  it('changes addresses and routes without a replug', async () => {
    const port = somePort();
    await reach(port);
    const kinds = await reach({
      ...port,
      addresses: ['10.1.0.6/24', '2001:db8:1::6/64'],
      routes: [
        { destination: '0.0.0.0/0', via: '10.1.0.2', onlink: false },
        { destination: '10.9.0.0/16', via: '10.1.0.3', onlink: false },
      ],
    });
    expect(new Set(kinds)).to.deep.equal(
      new Set(['security.set', 'address.add', 'address.remove', 'route.replace', 'route.remove']),
    );
  });

  it('changes the MTU in place', async () => {
    const port = somePort();
    await reach(port);
    expect(await reach({ ...port, network: { ...port.network, mtu: 1400 } })).to.deep.equal(['link.mtu']);
  });

  it('replugs another port or another MAC address', async () => {
    const port = somePort();
    await reach(port);
    expect(await reach({ ...port, macAddress: 'fa:16:3e:aa:bb:cc' })).to.deep.equal(['unplug', 'plug']);
    expect(await reach(somePort())).to.deep.equal(['unplug', 'plug']);
  });

  it('plugs several ports into one namespace, and takes one of them away', async () => {
    const inside = somePort({ link: 'qr0', addresses: ['10.2.0.5/24'], routes: [] });
    const outside = somePort({ link: 'qg0' });
    expect(await reachAll(inside, outside)).to.deep.equal(['plug', 'plug']);
    expect(await host.listNamespaces(['qlbaas-'])).to.deep.equal([namespace]);
    const moved = { ...outside, addresses: ['10.1.0.6/24'], routes: [] };
    expect(new Set(await reachAll(inside, moved))).to.deep.equal(
      new Set(['security.set', 'address.add', 'address.remove', 'route.remove']),
    );
    expect(await reachAll(inside)).to.deep.equal(['unplug']);
    expect(await reachAll(moved, inside)).to.deep.equal(['plug']);
  });

  it('names only the devices with one of the prefixes', async () => {
    await reach(somePort());
    expect(await host.listNamespaces(['qrouter-'])).to.deep.equal([]);
    expect(await host.listNamespaces(['qrouter-', 'qlbaas-'])).to.deep.equal([namespace]);
  });

  it('carries a flat network over its interface', async () => {
    const network = {
      id: randomUUID(),
      type: 'flat',
      physicalNetwork: 'physnet1',
      mtu: 1500,
    } as const;
    expect(await reach(somePort({ network }))).to.deep.equal(['plug']);
  });

  it('says which physical network it cannot carry', async () => {
    const desired = somePort({
      network: { id: randomUUID(), type: 'flat', physicalNetwork: 'nowhere', mtu: 1500 },
    });
    const error = await reach(desired).catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(HostError);
    expect(error).to.include({
      code: 'not_configured',
      message: 'no interface is configured for physical network nowhere',
    });
  });

  it('removes a device, twice, and then its bridge', async () => {
    await reach(somePort());
    expect(await host.sweepBridges()).to.have.length(0);
    await host.removeNamespace(namespace);
    await host.removeNamespace(namespace);
    expect(await host.listNamespaces(['qlbaas-'])).to.deep.equal([]);
    expect(await host.sweepBridges()).to.have.length(1);
    expect(await host.sweepBridges()).to.have.length(0);
  });

  it('runs programs inside a device', async () => {
    await reach(somePort());
    const { code } = await host.exec(namespace, ['true']);
    expect(code).to.equal(0);
  });

  it('runs no program outside of a device', async () => {
    const error = await host.exec(namespace, ['true']).catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(HostError);
  });
}
