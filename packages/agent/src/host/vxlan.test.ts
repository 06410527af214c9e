import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { bridgeOf, tunnelOf } from './names.ts';
import { planPorts } from './port-plan.ts';
import type { DesiredPort, PortNetwork } from './port.ts';
import { somePort } from './testing/ports.ts';
import { PrivateHost } from './testing/private-host.ts';

const PATIENCE = { withinMs: 30_000 };
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const;

/** Cables from the switch of the first host to the others. */
async function cable([first, ...others]: readonly PrivateHost[]): Promise<void> {
  await first?.sh('ip link add sw type bridge forward_delay 0; ip link set sw up');
  for (const [index, host] of others.entries()) {
    const ends = `name p${index} netns ${first?.pid} type veth peer name eth0 netns ${host.pid}`;
    execFileSync('ip', ['link', 'add', ...ends.split(' ')]);
    await first?.sh(`ip link set p${index} master sw up`);
    await host.sh(`ip addr add ${ADDRESSES[index + 1]}/24 dev eth0; ip link set eth0 up`);
  }
  await first?.sh(`ip addr add ${ADDRESSES[0]}/24 dev sw`);
}

interface Device {
  readonly machine: PrivateHost;
  readonly namespace: string;
  readonly port: DesiredPort;
}

describe('a vxlan network between hosts', () => {
  let machines: PrivateHost[];
  let used: Device[] = [];
  let nextId = 100;

  before(async function () {
    this.timeout(120_000);
    machines = await Promise.all(ADDRESSES.map((address) => PrivateHost.start('', 0, address)));
    await cable(machines);
  });
  after(() => Promise.all(machines.map((machine) => machine.stop())));
  afterEach(async () => {
    for (const { machine, namespace } of used.splice(0)) await machine.host.removeNamespace(namespace);
    for (const machine of machines) await machine.host.sweepBridges();
  });

  const network = (changes: Partial<PortNetwork> = {}): PortNetwork => ({
    id: randomUUID(),
    type: 'vxlan',
    physicalNetwork: undefined,
    segmentationId: nextId++,
    mtu: 1450,
    ...changes,
  });

  const machineOf = (index: number): PrivateHost => {
    const machine = machines[index];
    if (machine === undefined) throw new Error(`no host ${index}`);
    return machine;
  };

  /** One with the addresses .N and ::N on the network, which ends on these hosts. */
  async function deviceOn(index: number, on: PortNetwork, ends: readonly string[]): Promise<Device> {
    const port = somePort({
      network: { ...on, tunnelEnds: ends },
      addresses: [`10.1.0.${index + 1}/24`, `2001:db8:1::${index + 1}/64`],
      routes: [],
    });
    const device = { machine: machineOf(index), namespace: `qlbaas-${randomUUID()}`, port };
    used.push(device);
    await reach(device);
    return device;
  }

  /** @returns the kinds of steps that were necessary */
  async function reach({ machine, namespace, port }: Device): Promise<string[]> {
    const plans = planPorts([port], await machine.host.observePorts(namespace, [port]));
    await machine.host.applyPorts(namespace, plans);
    expect(planPorts([port], await machine.host.observePorts(namespace, [port]))).to.deep.equal([]);
    return plans.flatMap(({ steps }) => steps.map((step) => step.kind));
  }

  const endingOn = (device: Device, ends: readonly string[]): Device => {
    const port = { ...device.port, network: { ...device.port.network, tunnelEnds: ends } };
    return { ...device, port };
  };

  const ping = ({ machine, namespace }: Device, address: string, options = '-c 1 -W 2'): Promise<string> =>
    machine.sh(`ip netns exec ${namespace} ping ${options} ${address}`);

  const reaches = (from: Device, address: string): Promise<string> =>
    eventually(() => ping(from, address), PATIENCE);

  const tunnelsOf = async ({ machine, port }: Device): Promise<string[]> => {
    const link = tunnelOf(port.network.id);
    const entries = await machine.sh(`bridge fdb show dev ${link} | grep '^00:00:00:00:00:00' || true`);
    return [...entries.matchAll(/dst (\S+)/g)].map(([, end = '']) => end).toSorted();
  };

  it('carries both families and the largest packets, and takes a third host in and out without a loss', async function () {
    this.timeout(180_000);
    const [one, two, three] = ADDRESSES;
    const shared = network();
    const first = await deviceOn(0, shared, [one, two]);
    const second = await deviceOn(1, shared, [one, two]);
    await reaches(first, '10.1.0.2');
    await reaches(first, '2001:db8:1::2');
    await ping(first, '10.1.0.2', '-c 1 -W 5 -M do -s 1422');
    const index = (): Promise<string> =>
      first.machine.sh(`ip -o link show ${tunnelOf(shared.id)} | cut -d: -f1`);
    const before = await index();

    const going = ping(first, '10.1.0.2', '-i 0.02 -c 250 -W 5');
    const third = await deviceOn(2, shared, ADDRESSES);
    expect(await reach(endingOn(first, ADDRESSES))).to.deep.equal(['tunnels.change']);
    await reach(endingOn(second, ADDRESSES));
    await reaches(third, '10.1.0.1');
    await reaches(first, '10.1.0.3');
    expect(await tunnelsOf(first)).to.deep.equal([two, three]);
    await machineOf(2).host.removeNamespace(third.namespace);
    expect(await reach(endingOn(first, [one, two]))).to.deep.equal(['tunnels.change']);
    await reach(endingOn(second, [one, two]));
    expect(await tunnelsOf(first)).to.deep.equal([two]);
    expect(await going).to.contain(' 0% packet loss');
    expect(await index(), 'the link was remade').to.equal(before);
  });

  it('keeps a tunnel while one of the devices on the host still names it, and mends what is lost', async () => {
    const [one, two, three] = ADDRESSES;
    const shared = network();
    const older = await deviceOn(0, shared, ADDRESSES);
    const newer = await deviceOn(0, shared, [one, two]);
    expect(await tunnelsOf(older)).to.deep.equal([two, three]);
    const link = tunnelOf(shared.id);
    await older.machine.sh(`bridge fdb del 00:00:00:00:00:00 dev ${link} dst ${two}`);
    expect(await reach(newer)).to.deep.equal(['tunnels.change']);
    await reach(endingOn(older, [one, two]));
    expect(await tunnelsOf(older)).to.deep.equal([two]);
    await older.machine.sh(`ip link del ${link}`);
    expect(await reach(endingOn(older, [one, two]))).to.include('bridge.attach');
    expect(await tunnelsOf(older)).to.deep.equal([two]);
  });

  it('reaches a virtual machine that is plugged into the bridge, which stays as long as that', async () => {
    const [one, two] = ADDRESSES;
    const shared = network();
    const first = await deviceOn(0, shared, [one, two]);
    const second = await deviceOn(1, shared, [one, two]);
    const [machine, bridge] = [second.machine, bridgeOf(shared.id)];
    await machine.sh(`ip netns add vm; ip link add vm0 mtu 1450 type veth peer name eth0 mtu 1450 netns vm
ip link set vm0 master ${bridge} up; ip -n vm addr add 10.1.0.50/24 dev eth0; ip -n vm link set eth0 up`);
    await reaches(first, '10.1.0.50');
    await machine.host.removeNamespace(second.namespace);
    expect(await machine.host.sweepBridges()).to.deep.equal([]);
    await ping(first, '10.1.0.50', '-c 1 -W 5');
    await machine.sh('ip link del vm0; ip netns del vm');
    expect(await machine.host.sweepBridges()).to.deep.equal([bridge]);
    expect(await machine.sh('ip -o link show type vxlan')).to.equal('');
  });

  it('takes the id of a network that is gone away from what that has left', async () => {
    const [one] = ADDRESSES;
    const former = network();
    const left = await deviceOn(0, former, [one]);
    await left.machine.host.removeNamespace(left.namespace);
    const next = network({ segmentationId: former.segmentationId });
    const device = await deviceOn(0, next, [one]);
    const links = await device.machine.sh('ip -o link show type vxlan');
    expect(links).to.contain(tunnelOf(next.id)).and.not.to.contain(tunnelOf(former.id));
  });

  it('says what is wrong with the host: tunnels too small for the network, or no address for them', async () => {
    const large = await deviceOn(0, network({ mtu: 1500 }), [ADDRESSES[0]]);
    const [seen] = await large.machine.host.observePorts(large.namespace, [large.port]);
    expect(seen?.impediment).to.equal(
      'the MTU of the network is 1500, so its tunnels need 1550; sw has 1500',
    );
    await large.machine.sh('ip addr del 192.0.2.1/24 dev sw');
    const [cut] = await large.machine.host.observePorts(large.namespace, [large.port]);
    await large.machine.sh('ip addr add 192.0.2.1/24 dev sw');
    expect(cut?.impediment).to.equal('no interface that is up has the tunnel address 192.0.2.1');

    const bare = await PrivateHost.start();
    const { port } = large;
    const plans = planPorts([port], await bare.host.observePorts('qlbaas-x', [port]));
    const error = await bare.host.applyPorts('qlbaas-x', plans).catch((cause: unknown) => cause);
    await bare.stop();
    expect(error).to.include({ code: 'not_configured' });
  });
});
