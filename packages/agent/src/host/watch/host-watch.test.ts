import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { bridgeOf, tapOf } from '../names.ts';
import { planPorts } from '../port-plan.ts';
import type { DesiredPort } from '../port.ts';
import { somePort } from '../testing/ports.ts';
import { type HostEvent, PrivateHost } from '../testing/private-host.ts';

describe('HostWatch', () => {
  let machine: PrivateHost;
  let namespace: string;
  let port: DesiredPort;

  before(async () => {
    machine = await PrivateHost.start('physnet1:eth1');
    await machine.sh('ip link add eth1 type veth peer name far1; ip link set eth1 up; ip link set far1 up');
    await machine.host.start();
  });
  after(() => machine.stop());
  beforeEach(async () => {
    namespace = `qlbaas-${randomUUID()}`;
    port = somePort({ network: { id: randomUUID(), type: 'flat', physicalNetwork: 'physnet1', mtu: 1500 } });
    await reach();
    await quiet();
  });
  afterEach(async () => {
    await machine.sh('ip link set eth1 up; ip link set far1 up');
    await machine.host.removeNamespace(namespace, 'vip0');
    await machine.host.sweepBridges();
  });

  async function reach(): Promise<void> {
    const plans = planPorts([port], await machine.host.observePorts(namespace, [port]));
    await machine.host.applyPorts(namespace, plans);
    await machine.host.observePorts(namespace, [port]);
  }

  /** Until nothing was heard for a while: what was done to the host has been heard. */
  async function quiet(): Promise<void> {
    let before = -1;
    let events = 0;
    await eventually(
      async () => {
        before = events;
        events += (await machine.heard()).length;
        expect(events).to.equal(before);
      },
      { withinMs: 10_000, everyMs: 50 },
    );
  }

  const isLoss = (event: HostEvent): boolean =>
    event !== 'missed' && event.lost && event.namespace === namespace;

  for (const [what, harm] of [
    ['an address', () => `ip -n ${namespace} addr flush dev vip0`],
    ['a route', () => `ip -n ${namespace} route del default`],
    ['the route to its subnet', () => `ip -n ${namespace} route del 10.1.0.0/24`],
    ['a link that is set down', () => `ip -n ${namespace} link set vip0 down`],
    ['a link that is deleted', () => `ip -n ${namespace} link del vip0`],
    ['another MAC address', () => `ip -n ${namespace} link set vip0 address fa:16:3e:00:00:99`],
    ['the loopback link', () => `ip -n ${namespace} link set lo down`],
    ['the tap', () => `ip link set ${tapOf(port.portId)} down`],
    ['the place of the tap in its bridge', () => `ip link set ${tapOf(port.portId)} nomaster`],
    ['the bridge', () => `ip link del ${bridgeOf(port.network.id)}`],
    ['the uplink of the bridge', () => 'ip link set eth1 nomaster'],
    ['the uplink', () => 'ip link set eth1 down'],
    ['the carrier of the uplink', () => 'ip link set far1 down'],
    ['the name of the namespace', () => `ip netns del ${namespace}`],
  ] as const) {
    it(`hears of the loss of ${what}`, async () => {
      await machine.sh(harm());
      const heard: HostEvent[] = [];
      await eventually(
        async () => {
          heard.push(...(await machine.heard()));
          expect(heard.some(isLoss), JSON.stringify(heard)).to.equal(true);
        },
        { withinMs: 10_000 },
      );
    });
  }

  it('is not disturbed by announcements, by other namespaces and by other links', async () => {
    await machine.host.announce(namespace, [port]);
    await machine.sh(`
      ip netns add other; ip link add o1 type veth peer name o2 netns other; ip link set o1 up
      ip -n other addr add 10.9.0.1/24 dev o2; ip -n other link set o2 up; ip -n other addr flush dev o2
      ip addr add 10.8.0.1/24 dev o1; ip route add 10.99.0.0/16 via 10.8.0.9; ip link del o1; ip netns del other`);
    // Comes after all of that, on the same socket.
    await machine.sh(`ip -n ${namespace} addr del 10.1.0.5/24 dev vip0`);
    const heard: HostEvent[] = [];
    await eventually(
      async () => {
        heard.push(...(await machine.heard()));
        expect(heard.some(isLoss)).to.equal(true);
      },
      { withinMs: 10_000 },
    );
    const before = heard.slice(0, heard.findIndex(isLoss));
    expect(before.filter((event) => event === 'missed' || event.lost)).to.deep.equal([]);
  });

  it('says that it may have missed something when its child is killed, and hears again', async () => {
    // Nothing else of that name outlives a call.
    await machine.sh('for p in /proc/[0-9]*; do [ "$(cat $p/comm)" != ip ] || kill -9 ${p#/proc/}; done');
    await eventually(async () => expect(await machine.heard()).to.include('missed'), { withinMs: 10_000 });
    await machine.sh(`ip -n ${namespace} addr flush dev vip0`);
    await eventually(async () => expect((await machine.heard()).some(isLoss)).to.equal(true), {
      withinMs: 10_000,
    });
  });
});
