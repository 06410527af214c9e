import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { planPorts } from './port-plan.ts';
import type { ObservedPort } from './port.ts';
import { somePort } from './testing/ports.ts';
import { PrivateHost } from './testing/private-host.ts';

const UPLINK = `
ip link add eth1 type veth peer name far
ip link set eth1 up
ip link set far up
`;
const RIVAL = '02:00:00:00:00:99';

describe('the first look into a namespace after a restart', () => {
  const desired = somePort({
    network: { id: randomUUID(), type: 'flat', physicalNetwork: 'physnet1', mtu: 1500 },
    routes: [],
  });
  let machine: PrivateHost;
  let namespace: string;
  let known: ObservedPort[];

  const look = (): Promise<ObservedPort[]> => machine.host.observePorts(namespace, [desired]);
  const inside = (command: string): Promise<string> =>
    machine.sh(`ip netns exec ${namespace} sh -c '${command}'`);

  const stay = (): Promise<string> =>
    machine.sh(`ip netns exec ${namespace} sleep 600 >/dev/null 2>&1 &
      until grep -q ^sleep /proc/$(ip netns pids ${namespace})/cmdline; do sleep 0.05; done 2>/dev/null`);

  /** What the look shows, and the programs that it has taken. */
  async function restarted(): Promise<{ readonly ports: ObservedPort[]; readonly programs: number }> {
    await machine.restart();
    const started = await machine.startedPrograms();
    const ports = await look();
    return { ports, programs: (await machine.startedPrograms()) - started };
  }

  /** Somebody stays in there, as HAProxy does; what the last look before the restart has seen is on record. */
  async function settle(): Promise<void> {
    await machine.host.applyPorts(namespace, planPorts([desired], await look()));
    await stay();
    await machine.restart();
    await look();
    known = await look();
    expect(planPorts([desired], known)).to.deep.equal([]);
  }

  beforeEach(async () => {
    machine = await PrivateHost.start('physnet1:eth1');
    await machine.sh(UPLINK);
    namespace = `qlbaas-${randomUUID()}`;
    await settle();
  });
  afterEach(() => machine.stop());

  it('takes a program less where nothing has changed', async () => {
    const { ports, programs } = await restarted();
    expect(ports).to.deep.equal(known);
    await machine.record('');
    expect((await restarted()).programs).to.equal(programs + 1);
  });

  it('is followed by a full one, which shows what no fingerprint does', async () => {
    await inside('ip link set vip0 mtu 1400');
    expect((await restarted()).ports).to.deep.equal(known);
    expect((await look())[0]?.inside?.mtu).to.equal(1400);
  });

  it('shows an address, a route and a link that came while the agent was away', async () => {
    await inside('ip addr add 10.9.9.9/24 dev vip0; ip route add 10.8.0.0/16 via 10.9.9.1');
    await inside('ip link add odd type veth peer name end');
    const [port] = (await restarted()).ports;
    expect(port?.addresses).to.include('10.9.9.9/24');
    expect(port?.routes).to.deep.equal([{ destination: '10.8.0.0/16', via: '10.9.9.1' }]);
    expect(port?.strangers).to.have.members(['odd', 'end']);
  });

  it('shows that an address was taken away while the agent was away', async () => {
    await inside(`ip addr flush dev vip0`);
    expect((await restarted()).ports[0]?.addresses).to.deep.equal([]);
  });

  it('shows who was heard to use the address while the agent was away', async () => {
    const address = desired.addresses[0]?.split('/')[0] ?? '';
    await inside(`ip neigh replace ${address} dev vip0 lladdr ${RIVAL} nud stale`);
    const { ports } = await restarted();
    expect(ports[0]?.neighbours).to.deep.equal([{ address, macAddress: RIVAL }]);
  });

  it('trusts no record of another namespace of that name', async () => {
    await machine.sh(`
      pid=$(ip netns pids ${namespace}); ip netns del ${namespace}; kill $pid
      ip netns add ${namespace}`);
    await stay();
    expect((await restarted()).ports[0]?.inside).to.equal(undefined);
  });

  for (const text of ['', '{', '{"boot":1}', '[]']) {
    it(`is a full one when the record is ${JSON.stringify(text)}`, async () => {
      await inside('ip link set vip0 mtu 1400');
      await machine.record(text);
      expect((await restarted()).ports[0]?.inside?.mtu).to.equal(1400);
    });
  }

  it('leaves no record of a namespace that is gone', async () => {
    expect(await machine.recorded()).to.deep.equal([`${namespace}.json`]);
    await machine.host.removeNamespace(namespace, 'vip0');
    expect(await machine.recorded()).to.deep.equal([]);
  });

  it('drops records of namespaces that went while the agent was away', async () => {
    await machine.sh(`ip netns pids ${namespace} | xargs kill; ip netns del ${namespace}`);
    await machine.restart();
    await machine.host.start();
    expect(await machine.recorded()).to.deep.equal([]);
  });
});
