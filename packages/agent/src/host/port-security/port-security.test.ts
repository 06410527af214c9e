import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { HostError } from '../host-error.ts';
import { planPorts } from '../port-plan.ts';
import type { DesiredPort } from '../port.ts';
import { somePort } from '../testing/ports.ts';
import { PrivateHost } from '../testing/private-host.ts';
import { tapOf } from '../names.ts';
import { PortSecurity } from './port-security.ts';

const FLAT = { type: 'flat', physicalNetwork: 'physnet1', mtu: 1500 } as const;

/** A neighbour that counts what it hears from addresses that are not the port's. */
const NEIGHBOUR = `
ip netns add far
ip link add eth1 type veth peer name eth0 netns far
ip link set eth1 up
ip -n far link set lo up
ip -n far link set eth0 up address fa:16:3e:ff:ff:ff
ip -n far addr add 10.1.0.1/24 dev eth0
ip -n far addr add 2001:db8:1::1/64 dev eth0 nodad
ip netns exec far nft -f - <<'END'
table inet heard {
  chain in { type filter hook prerouting priority -300
    ip saddr 10.1.0.77 counter
    ip6 saddr { 2001:db8:1::77, fe80::77 } counter
    icmpv6 type nd-router-advert counter
  }
}
table arp heard {
  chain in { type filter hook input priority 0
    arp saddr ip 10.1.0.77 counter
  }
}
table netdev heard {
  chain in { type filter hook ingress device eth0 priority 0
    ether saddr fa:16:3e:77:77:77 counter
    ether type 8021q counter
  }
}
END
`;

describe('port security', function () {
  this.timeout(180_000);
  let machine: PrivateHost;
  const namespace = 'qlbaas-00000000-0000-4000-8000-000000000001';
  const port = somePort({ network: { id: 'e0000000-0000-4000-8000-000000000001', ...FLAT } });
  const tap = tapOf(port.portId);

  before(async () => {
    machine = await PrivateHost.start('physnet1:eth1');
    await machine.sh(NEIGHBOUR);
  });
  after(() => machine.stop());

  async function reach(desired: DesiredPort): Promise<string[]> {
    const plans = planPorts([desired], await machine.host.observePorts(namespace, [desired]));
    await (
      await machine.host.applyPorts(namespace, plans)
    ).claimed;
    return plans.flatMap(({ steps }) => steps.map(({ kind }) => kind));
  }
  const inside = (script: string): Promise<string> =>
    machine.sh(`nsenter --net=/run/netns/${namespace} sh -c '${script}'`);
  const listed = (): Promise<string> => machine.sh('nft list table bridge lbaas || true');
  const dropped = async (): Promise<number> =>
    Number(/packets (\d+)/.exec(await machine.sh('nft list counter bridge lbaas dropped'))?.[1]);

  it('lets through what the port sends as itself, and nothing else', async () => {
    expect(await reach(port)).to.deep.equal(['plug']);
    expect(await reach(port)).to.deep.equal([]);
    const good = 'ping -c1 -w10 10.1.0.1 && ping -c1 -w10 2001:db8:1::1';
    await inside(good);
    const before = await dropped();
    await inside(`
      ip neigh replace 10.1.0.1 lladdr fa:16:3e:ff:ff:ff dev vip0 nud permanent
      ip neigh replace 2001:db8:1::1 lladdr fa:16:3e:ff:ff:ff dev vip0 nud permanent
      ip addr add 10.1.0.77/24 dev vip0
      ip addr add 2001:db8:1::77/64 dev vip0 nodad
      ip addr add fe80::77/64 dev vip0 nodad
      ping -c1 -W1 -I 10.1.0.77 10.1.0.1
      ping -c1 -W1 -I 2001:db8:1::77 2001:db8:1::1
      ping -c1 -W1 -I fe80::77%vip0 ff02::1%vip0
      ip neigh del 10.1.0.1 dev vip0
      ping -c1 -W1 -I 10.1.0.77 10.1.0.1
      ip link add link vip0 name vlan7 type vlan id 7
      ip link set vlan7 up
      ip addr add 10.7.0.1/24 dev vlan7
      ping -c1 -W1 10.7.0.2
      ip link del vlan7
      ip link set vip0 address fa:16:3e:77:77:77
      ping -c1 -W1 10.1.0.1
      ip addr flush dev vip0
      ip link set vip0 address ${port.macAddress}
      exit 0`);
    await reach(port);
    // What was sent before on the same wires has arrived by now.
    await inside(good);
    const heard = await machine.sh('ip netns exec far nft list ruleset');
    expect(heard.match(/counter packets \d+/g)).to.have.length(6);
    expect(heard).to.not.match(/counter packets [1-9]/);
    expect(await dropped()).to.be.greaterThan(before + 6);
  });

  it('keeps the host out of reach of a port, unless the host has an address on the bridge', async () => {
    // The host answers for each of its addresses on every link, and the port has the same network as its back office.
    await machine.sh(
      'ip link add mgmt type veth peer name mgmt1 && ip link set mgmt up && ip link set mgmt1 up',
    );
    await machine.sh('ip addr add 10.1.0.9/24 dev mgmt');
    expect(await inside('ping -c1 -W1 10.1.0.9 || echo unheard')).to.contain('unheard');
    expect(await inside('ip neigh show 10.1.0.9')).to.not.contain('lladdr');
    await machine.sh('ip link del mgmt && ip addr add 10.1.0.9/24 dev brqe0000000-00');
    expect(await reach(port)).to.deep.equal(['security.set']);
    // On a busy machine a question for the neighbour may be given up once.
    await eventually(() => inside('ping -c1 -W1 10.1.0.9'), { withinMs: 30_000 });
    await machine.sh('ip addr del 10.1.0.9/24 dev brqe0000000-00');
    expect(await reach(port)).to.deep.equal(['security.set']);
  });

  it('hears who advertises an IPv6 address of the port, and tells of it once', async () => {
    await machine.heard();
    await machine.sh('ip netns exec far sysctl -q net.ipv6.conf.eth0.ndisc_notify=1');
    await machine.sh('ip -n far addr add 2001:db8:1::5/64 dev eth0 nodad');
    // Whoever gets a MAC address anew advertises what it has.
    await machine.sh('ip -n far link set eth0 address fa:16:3e:ff:ff:ff');
    await eventually(
      async () => {
        await machine.host.checkPortSecurity();
        expect(await machine.heard()).to.deep.include({ namespace, lost: true });
      },
      { withinMs: 20_000 },
    );
    const plans = planPorts([port], await machine.host.observePorts(namespace, [port]));
    expect(plans.flatMap(({ steps }) => steps)).to.deep.equal([
      { kind: 'neighbour.watch', address: '2001:db8:1::5/64', rival: 'fa:16:3e:ff:ff:ff' },
    ]);
    await machine.sh('ip -n far addr del 2001:db8:1::5/64 dev eth0');
    await machine.sh('nft flush set bridge lbaas advertised6');
    expect(await reach(port)).to.deep.equal([]);
    await machine.heard();
  });

  it('is mended, whatever was done to it', async () => {
    for (const harm of [
      `nft delete element bridge lbaas macs { ${tap} . ${port.macAddress} }`,
      `nft add element bridge lbaas addresses4 { ${tap} . 10.1.0.77 }`,
      'nft insert rule bridge lbaas from_port accept',
      'nft flush chain bridge lbaas port_security',
      'nft delete table bridge lbaas',
      'nft flush ruleset',
    ]) {
      await machine.sh(harm);
      await machine.host.checkPortSecurity();
      expect((await machine.heard()).length, harm).to.equal(1);
      expect(await reach(port), harm).to.deep.equal(['security.set']);
      await machine.host.checkPortSecurity();
      expect(await machine.heard(), harm).to.deep.equal([]);
    }
    // What is believed to be there is not: the change that stumbles over it looks again.
    await machine.sh('nft delete table bridge lbaas');
    const moved = { ...port, addresses: ['10.1.0.6/24'], routes: [] };
    await reach(moved);
    expect(await listed())
      .to.match(/10\.1\.0\.6/)
      .and.not.match(/10\.1\.0\.5/);
    await reach(port);
  });

  it('forgets taps that are gone, and goes with the last one', async () => {
    await machine.sh('nft add element bridge lbaas guarded { tapffffffff-ff }');
    await machine.host.checkPortSecurity();
    expect(await listed())
      .to.contain(tap)
      .and.not.contain('tapffffffff-ff');
    await machine.host.removeNamespace(namespace);
    expect(await listed()).to.equal('');
  });
});

describe('port security that is switched off', function () {
  this.timeout(60_000);

  it('takes away what it has left, and judges no frame', async () => {
    const machine = await PrivateHost.start('physnet1:eth1', 0, '', 'off');
    await machine.sh(NEIGHBOUR);
    await machine.sh('nft add table bridge lbaas');
    await machine.host.start();
    expect(await machine.sh('nft list tables bridge')).to.equal('');
    const namespace = 'qlbaas-00000000-0000-4000-8000-000000000001';
    const port = somePort({ network: { id: 'e0000000-0000-4000-8000-000000000001', ...FLAT } });
    const observe = () => machine.host.observePorts(namespace, [port]);
    const plans = planPorts([port], await observe());
    await (
      await machine.host.applyPorts(namespace, plans)
    ).claimed;
    expect(planPorts([port], await observe())).to.deep.equal([]);
    await machine.sh(`nsenter --net=/run/netns/${namespace} ip addr add 10.1.0.77/24 dev vip0`);
    const forged = `nsenter --net=/run/netns/${namespace} ping -c1 -W1 -I 10.1.0.77 10.1.0.1`;
    await eventually(() => machine.sh(forged), { withinMs: 20_000 });
    await machine.host.removeNamespace(namespace);
    await machine.host.stop();
    await machine.stop();
  });
});

describe('port security on a kernel that has no nf_tables for bridges', () => {
  const port = somePort();

  it('says so once, and finds nothing amiss', async () => {
    const said: string[] = [];
    const destination = { write: (line: string) => void said.push(line) };
    const logger = createLogger({ name: 'host', level: 'warn', destination });
    const words = 'Error: Could not process rule: Operation not supported';
    const refusal = (text: string) => new HostError('refused', text);
    const table = {
      read: () => Promise.reject(refusal('asked for the table')),
      apply: () => Promise.reject(refusal(words)),
      check: () => Promise.reject(refusal(words)),
      stop: () => undefined,
      refusal,
    };
    const security = new PortSecurity({ enabled: true, logger, isHostOn: () => false, table });
    await security.start();
    await security.allow([port]);
    expect(await security.observe('qlbaas-1', [port])).to.deep.equal([undefined]);
    await security.restrict([port]);
    expect(await security.check()).to.deep.equal([]);
    await security.release('qlbaas-1');
    expect(security.works).to.equal(false);
    expect(said).to.have.length(1);
    expect(said[0]).to.include(words);
  });
});
