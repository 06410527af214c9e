import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { bridgeOf, tapOf } from './names.ts';
import { planPorts } from './port-plan.ts';
import type { DesiredPort } from './port.ts';
import { somePort } from './testing/ports.ts';
import { PrivateHost } from './testing/private-host.ts';

/**
 * eth1 leads to a neighbour (one that believes announcements at once; by default an entry is kept for a second);
 * the host has addresses and routes of its own on it.
 */
const WIRE = `
ip netns add wire
ip link add eth1 type veth peer name eth0 netns wire
ip link set eth1 up
ip -n wire link set eth0 up
ip -n wire link set lo up
ip netns exec wire sh -c 'echo 0 > /proc/sys/net/ipv4/neigh/eth0/locktime'
ip -n wire addr add 10.1.0.1/24 dev eth0
ip -n wire addr add 2001:db8:1::1/64 dev eth0 nodad
ip addr add 10.1.0.200/24 brd 10.1.0.255 dev eth1
ip addr add 2001:db8:1::200/64 dev eth1 nodad
ip route add default via 10.1.0.1 dev eth1 metric 50
ip route add 10.77.0.0/16 via 10.1.0.1 src 10.1.0.200
ip route add 10.88.0.0/16 via 10.1.0.1 table 77
ip -6 route add default via 2001:db8:1::1 dev eth1
`;

/** Processes, links and the namespace go at the same time, in another order each time. */
const REMOVALS = 5;

describe('LinuxHost', () => {
  let machine: PrivateHost;
  let namespace: string;

  before(async () => {
    machine = await PrivateHost.start('physnet1:eth1');
    await machine.sh(WIRE);
  });
  after(() => machine.stop());
  beforeEach(() => {
    namespace = `qlbaas-${randomUUID()}`;
  });
  afterEach(async () => {
    await machine.host.removeNamespace(namespace, 'vip0');
    await machine.host.sweepBridges();
  });

  const flatPort = (changes: Partial<DesiredPort> = {}): DesiredPort =>
    somePort({
      network: { id: randomUUID(), type: 'flat', physicalNetwork: 'physnet1', mtu: 1500 },
      ...changes,
    });

  async function plug(into: string, desired: DesiredPort): Promise<void> {
    const plans = planPorts([desired], await machine.host.observePorts(into, [desired]));
    await machine.host.applyPorts(into, plans);
  }

  async function reach(desired: DesiredPort): Promise<void> {
    await plug(namespace, desired);
    expect(planPorts([desired], await machine.host.observePorts(namespace, [desired]))).to.deep.equal([]);
  }

  const ping = (from: string, address: string): Promise<string> =>
    machine.sh(`ip netns exec ${from} ping -c 1 -W 2 ${address}`);

  /** From a neighbour that has a stale entry: the first announcement can come before the bridge forwards. */
  async function announcedPing(desired: DesiredPort): Promise<void> {
    await machine.host.announce(namespace, [desired]);
    await ping('wire', '10.1.0.5');
  }

  it('starts few programs', async () => {
    const spent = async (work: () => Promise<unknown>): Promise<number> => {
      const before = await machine.startedPrograms();
      await work();
      return (await machine.startedPrograms()) - before;
    };
    const desired = flatPort();
    const other = { ...desired, addresses: ['10.1.0.9/24'], routes: [] };
    // The bridge and the table of the filters are made with the first port that needs them.
    const neighbour = flatPort({ network: desired.network, addresses: ['10.1.0.8/24'], routes: [] });
    const first = `qlbaas-${randomUUID()}`;
    await plug(first, neighbour);
    // As every sweep does.
    await machine.host.listNamespaces(['qlbaas-']);
    // The link in the root namespace; the port inside.
    expect(await spent(() => plug(namespace, desired)), 'create').to.be.at.most(2);
    // What is outside; what is inside shows the program that plugged the port.
    expect(await spent(() => machine.host.observePorts(namespace, [desired])), 'look').to.equal(1);
    // Besides the look, the change.
    expect(await spent(() => plug(namespace, other)), 'change').to.be.at.most(2);
    // The link, the namespace.
    expect(await spent(() => machine.host.removeNamespace(namespace, 'vip0')), 'remove').to.be.at.most(2);
    await machine.host.removeNamespace(first, 'vip0');
    // Nothing was ever made for it.
    expect(await spent(() => machine.host.removeNamespace(`qrouter-${randomUUID()}`)), 'nothing').to.equal(0);
  });

  it('connects the port to the physical network, both ways, in both families', async () => {
    const desired = flatPort();
    await reach(desired);
    await eventually(() => announcedPing(desired), { withinMs: 5000 });
    await ping(namespace, '10.1.0.1');
    await ping(namespace, '2001:db8:1::1');
    await ping('wire', '10.1.0.5');
    await ping('wire', '2001:db8:1::5');
  });

  it('has a namespace speak for an address on the network of that address alone, from the first port on', async () => {
    await plug(namespace, flatPort());
    const all = '/proc/sys/net/ipv4/conf/all';
    const shown = await machine.sh(`ip netns exec ${namespace} cat ${all}/arp_announce ${all}/arp_ignore`);
    expect(shown).to.equal('2\n1\n');
  });

  it('moves what an uplink carries onto the bridge, and back', async () => {
    const before = await layer3('eth1');
    expect(before).to.include.members(['10.1.0.200/24', '2001:db8:1::200/64', 'default', '10.88.0.0/16']);
    const desired = flatPort();
    await reach(desired);
    expect(await layer3(bridgeOf(desired.network.id))).to.deep.equal(before);
    expect(await layer3('eth1')).to.deep.equal([]);
    await machine.sh('ping -c 1 -W 2 10.1.0.1; ping -c 1 -W 2 2001:db8:1::1');
    await machine.host.removeNamespace(namespace, 'vip0');
    expect(await machine.host.sweepBridges()).to.deep.equal([bridgeOf(desired.network.id)]);
    expect(await layer3('eth1')).to.deep.equal(before);
    await machine.sh('ping -c 1 -W 2 10.1.0.1; ping -c 1 -W 2 2001:db8:1::1');
  });

  it('uses the bridge that the operator put the interface on, and leaves it alone', async () => {
    await machine.sh('ip link add br-own type bridge; ip link set br-own up; ip link set eth1 master br-own');
    const desired = flatPort();
    await reach(desired);
    await eventually(() => announcedPing(desired), { withinMs: 5000 });
    await machine.host.removeNamespace(namespace, 'vip0');
    expect(await machine.host.sweepBridges()).to.deep.equal([]);
    await machine.sh('ip link show br-own; ip link del br-own');
  });

  it('uses a bridge of the name that is there already', async () => {
    const desired = somePort();
    const bridge = bridgeOf(desired.network.id);
    await machine.sh(`ip link add ${bridge} type bridge; ip link set ${bridge} up`);
    await reach(desired);
    await machine.host.removeNamespace(namespace, 'vip0');
    expect(await machine.host.sweepBridges()).to.deep.equal([]);
    await machine.sh(`ip link del ${bridge}`);
  });

  it('refuses to take a leased address away from its interface', async () => {
    await machine.sh('ip addr add 10.1.0.201/24 dev eth1 valid_lft 3600 preferred_lft 3600');
    const error = await reach(flatPort()).catch((cause: unknown) => cause);
    await machine.sh('ip addr del 10.1.0.201/24 dev eth1');
    expect(error)
      .to.have.property('message')
      .that.matches(/eth1 carries the leased address 10.1.0.201/);
  });

  it('announces its addresses, so that a neighbour with an old entry finds them', async () => {
    const desired = flatPort();
    await reach(desired);
    await eventually(() => announcedPing(desired), { withinMs: 5000 });
    await spoilNeighbour();
    await machine.host.announce(namespace, [desired]);
    await eventually(expectNeighbourKnows(desired.macAddress), { withinMs: 3000 });
  });

  it('looks at the namespace that has the name by now, not at the one where it has plugged the port', async () => {
    const desired = flatPort();
    await reach(desired);
    await machine.sh(`ip netns del ${namespace}; ip netns add ${namespace}`);
    const [observed] = await machine.host.observePorts(namespace, [desired]);
    expect([observed?.namespace, observed?.inside, observed?.addresses]).to.deep.equal([true, undefined, []]);
  });

  it('announces an address that is added later', async () => {
    const desired = flatPort();
    await reach({ ...desired, addresses: ['10.1.0.9/24', '2001:db8:1::9/64'] });
    await eventually(() => ping('wire', '10.1.0.9'), { withinMs: 5000 });
    await spoilNeighbour();
    await reach(desired);
    await eventually(expectNeighbourKnows(desired.macAddress), { withinMs: 3000 });
  });

  for (const [what, harm] of [
    ['the inner link is gone', (ns: string) => `ip -n ${ns} link del vip0`],
    [
      'only the outer name is taken',
      (ns: string, tap: string) => `ip -n ${ns} link del vip0; ip link add ${tap} type veth peer name odd`,
    ],
    [
      'the inner link belongs to another pair',
      (ns: string, tap: string) =>
        `ip -n ${ns} link del vip0; ip link add ${tap} type veth peer name odd; ip link add odd2 type veth peer name vip0 netns ${ns}`,
    ],
    [
      'a stranger sits in the namespace',
      (ns: string) => `ip link add odd3 type veth peer name odd4 netns ${ns}`,
    ],
    ['the namespace is gone', (ns: string) => `ip netns del ${ns}`],
    ['the namespace is a name only', (ns: string) => `ip netns del ${ns}; touch /run/netns/${ns}`],
    ['the bridge is gone', (_: string, _tap: string, bridge: string) => `ip link del ${bridge}`],
    ['the uplink left the bridge', () => 'ip link set eth1 nomaster'],
    [
      'links are down',
      (ns: string, tap: string) => `ip -n ${ns} link set vip0 down; ip link set ${tap} down`,
    ],
    ['addresses are gone', (ns: string) => `ip -n ${ns} addr flush dev vip0`],
    ['the loopback link is down', (ns: string) => `ip -n ${ns} link set lo down`],
    [
      'routes are gone',
      (ns: string) => `ip -n ${ns} route flush dev vip0; ip -n ${ns} -6 route flush dev vip0`,
    ],
    ['the bridge is down', (_: string, _tap: string, bridge: string) => `ip link set ${bridge} down`],
    ['the uplink is down', () => 'ip link set eth1 down'],
  ] as const) {
    it(`heals: ${what}`, async () => {
      const desired = flatPort();
      await reach(desired);
      await machine.sh(harm(namespace, tapOf(desired.portId), bridgeOf(desired.network.id)));
      await reach(desired);
      await eventually(() => announcedPing(desired), { withinMs: 5000 });
    });
  }

  it('lets a connection that waits for a process that goes reach the next one', async () => {
    await reach(somePort());
    const next = `defaults
      mode http
      timeout client 20s
      timeout connect 1s
      timeout server 1s
    frontend web
      bind 127.0.0.1:8080
      http-request return status 200 content-type text/plain string next`;
    const script = `cd /run; printf '%s\n' "$1" > web.cfg; ip netns exec ${namespace} sh -e -c '
      haproxy -D -f web.cfg -p web.pid; old=$(cat web.pid); kill -STOP $old
      curl -s -m 20 http://127.0.0.1:8080/ & curl=$!
      until grep -q ":1F90 .* 01 " /proc/net/tcp; do sleep 0.01; done
      haproxy -D -f web.cfg -p web.pid; kill -KILL $old; wait $curl'`;
    expect(await machine.sh(`set -- '${next}'; ${script}`)).to.equal('next');
  });

  it('leaves a link alone that another device has under the name of a port, until that is gone', async () => {
    const other = `qlbaas-${randomUUID()}`;
    const portId = randomUUID();
    await plug(other, somePort({ portId }));
    const alike = somePort({ portId: `${portId.slice(0, 11)}${randomUUID().slice(11)}` });
    const words = `link ${tapOf(portId)} of this port is that of ${other}, whose id is alike`;
    const refusal = await reach(alike).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'name_taken', message: words });
    await machine.sh(`ip -n ${other} link show vip0`);
    await machine.host.removeNamespace(other, 'vip0');
    await reach(alike);
  });

  it('ends the processes of a device and leaves nothing of it', async () => {
    const desired = somePort();
    const left: string[] = [];
    for (let removal = 0; removal < REMOVALS; removal++) {
      await reach(desired);
      const pid = await machine.sh(`ip netns exec ${namespace} sh -c 'sleep 600 >/dev/null 2>&1 & echo $!'`);
      await machine.host.removeNamespace(namespace, 'vip0');
      // At once: what is still there may still answer.
      left.push(
        await machine.sh(`ls -d /proc/${pid.trim()} /proc/sys/net/ipv4/conf/${tapOf(desired.portId)} 2>/dev/null || :
          ip netns list`),
      );
    }
    expect(left.filter((found) => found.includes('/') || found.includes(namespace))).to.deep.equal([]);
  });

  it('finds devices by what is left of them, and nothing of others', async () => {
    await machine.sh(
      `ip netns add qlbaas-other; ip link add tapother type veth peer name tapother2; ip link add taphalf type veth peer name taphalf2; ip link set taphalf alias ${namespace}`,
    );
    expect(await machine.host.listNamespaces(['qlbaas-'])).to.deep.equal([namespace]);
    await machine.host.removeNamespace(namespace, 'vip0');
    expect(await machine.host.listNamespaces(['qlbaas-'])).to.deep.equal([]);
    await machine.sh('ip link show tapother; ip link del tapother; ip netns del qlbaas-other');
  });

  it('finds a namespace that it made by its mark, and leaves one of the same name alone', async () => {
    const desired = somePort();
    const foreign = `qlbaas-${randomUUID()}`;
    await reach(desired);
    await machine.sh(`ip link del ${tapOf(desired.portId)}; ip netns add ${foreign}`);
    for (let sweep = 0; sweep < 2; sweep += 1) {
      expect(await machine.host.listNamespaces(['qlbaas-'])).to.deep.equal([namespace]);
    }
    await machine.sh(`ip netns del ${foreign}`);
  });

  it('plugs many ports at once', async () => {
    const network = flatPort().network;
    const devices = Array.from({ length: 10 }, (_, index) => ({
      into: `qlbaas-${randomUUID()}`,
      desired: flatPort({ network, addresses: [`10.1.0.${20 + index}/24`], routes: [] }),
    }));
    await Promise.all(devices.map(({ into, desired }) => plug(into, desired)));
    await Promise.all(
      devices.map((_, index) => eventually(() => ping('wire', `10.1.0.${20 + index}`), { withinMs: 5000 })),
    );
    await Promise.all(devices.map(({ into }) => machine.host.removeNamespace(into)));
    expect(await machine.host.listNamespaces(['qlbaas-'])).to.deep.equal([]);
  });

  /** Addresses, and destinations of routes, of a link, sorted. */
  async function layer3(link: string): Promise<string[]> {
    const addresses = await machine.sh(`ip -o addr show dev ${link} scope global | awk '{print $4}'`);
    const routes = await machine.sh(
      `ip -4 route show table all dev ${link} proto boot | awk '{print $1}'; ip -6 route show dev ${link} proto boot | awk '{print $1}'`,
    );
    return `${addresses}${routes}`
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  }

  const spoilNeighbour = (): Promise<string> =>
    machine.sh(
      ['10.1.0.5', '2001:db8:1::5']
        .map((ip) => `ip -n wire neigh replace ${ip} lladdr 02:00:00:00:00:01 dev eth0 nud reachable`)
        .join('; '),
    );

  const expectNeighbourKnows = (mac: string) => async (): Promise<void> => {
    const neighbours = await machine.sh('ip -n wire neigh show dev eth0');
    expect(neighbours).to.match(new RegExp(`^10\\.1\\.0\\.5 lladdr ${mac}`, 'm'));
    expect(neighbours).to.match(new RegExp(`^2001:db8:1::5 lladdr ${mac}`, 'm'));
  };
});
