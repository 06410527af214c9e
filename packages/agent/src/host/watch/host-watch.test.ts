import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { bridgeOf, tapOf } from '../names.ts';
import { planPorts } from '../port-plan.ts';
import type { DesiredPort } from '../port.ts';
import { somePort } from '../testing/ports.ts';
import { withParent } from './monitor-child.ts';
import { type HostEvent, PrivateHost } from '../testing/private-host.ts';

const RIVAL = '02:00:00:00:00:07';

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
      { withinMs: 30_000, everyMs: 50 },
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
    ['a policy rule', () => `ip -n ${namespace} rule del lookup main`],
    ['its IPv6 routes to a policy rule', () => `ip -n ${namespace} -6 rule add blackhole pref 5`],
    ['the name of the namespace', () => `ip netns del ${namespace}`],
    ['the mount of its name', () => `umount -l /run/netns/${namespace}`],
    [
      'an address to another host',
      () => `ip -n ${namespace} neigh replace 10.1.0.5 dev vip0 lladdr ${RIVAL} nud stale extern_learn`,
    ],
  ] as const) {
    it(`hears of the loss of ${what}`, async () => {
      await machine.sh(harm());
      const heard: HostEvent[] = [];
      await eventually(
        async () => {
          heard.push(...(await machine.heard()));
          expect(heard.some(isLoss), JSON.stringify(heard)).to.equal(true);
        },
        { withinMs: 30_000 },
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
      { withinMs: 30_000 },
    );
    const before = heard.slice(0, heard.findIndex(isLoss));
    expect(before.filter((event) => event === 'missed' || event.lost)).to.deep.equal([]);
  });

  /** To all programs of this name: the one that listens, as no other outlives a call. */
  const signal = (program: string, name: string): string =>
    `for p in /proc/[0-9]*; do [ "$(cat $p/comm)" != ${program} ] || kill -${name} \${p#/proc/}; done 2>/dev/null`;
  const hearsMissed = (): Promise<void> =>
    eventually(async () => void expect(await machine.heard()).to.include('missed'), { withinMs: 30_000 });

  for (const program of ['ip', 'findmnt']) {
    it(`says that it may have missed something when ${program} is killed, and hears again`, async () => {
      await machine.sh(signal(program, 'KILL'));
      await hearsMissed();
      await machine.sh(`ip -n ${namespace} addr flush dev vip0; umount -l /run/netns/${namespace}`);
      const heard: HostEvent[] = [];
      await eventually(
        async () => {
          heard.push(...(await machine.heard()).filter(isLoss));
          expect(heard.length).to.be.greaterThan(1);
        },
        { withinMs: 30_000 },
      );
    });
  }

  it('says so when the kernel has dropped events because too many came at once', async () => {
    const lines = 'for (i = 0; i < 8000; i++) print "addr " (i % 2 ? "del" : "add") " 10.9.0.1/32 dev vip0"';
    await machine.sh(signal('ip', 'STOP'));
    await machine.sh(`awk 'BEGIN { ${lines} }' | ip -n ${namespace} -batch -`);
    await machine.sh(signal('ip', 'CONT'));
    await hearsMissed();
  });

  it('leaves no child behind when it is killed', async () => {
    const argv = withParent(['sleep', '600']).join(' ');
    const runs = 'until [ "$(cat /proc/$!/comm)" = sleep ]; do :; done';
    const script = `sh -c '${argv} >/dev/null 2>&1 & ${runs}; echo $!; kill -9 $$' || :`;
    const pid = (await machine.sh(script)).trim();
    await eventually(
      async () => expect(await machine.sh(`cat /proc/${pid}/comm || :`)).not.to.include('sleep'),
      { withinMs: 30_000 },
    );
  });
});
