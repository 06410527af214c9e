import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { tapOf } from '../names.ts';
import { planPorts } from '../port-plan.ts';
import type { DesiredPort, PortPlan } from '../port.ts';
import { somePort } from '../testing/ports.ts';
import { PrivateHost } from '../testing/private-host.ts';

/** Half a second: the other host answers on a busy machine too. */
const PROBE_MS = 500;
const RIVAL = '02:00:00:00:00:07';
const WIRE = `
ip netns add wire
ip link add eth1 type veth peer name eth0 netns wire
ip link set eth1 up
ip -n wire link set lo up
ip -n wire link set eth0 address ${RIVAL}
ip -n wire link set eth0 up
`;

describe('addresses that are probed', () => {
  let machine: PrivateHost;
  let namespace: string;

  before(async () => {
    machine = await PrivateHost.start('physnet1:eth1', PROBE_MS);
    await machine.sh(WIRE);
  });
  after(() => machine.stop());
  beforeEach(() => {
    namespace = `qlbaas-${randomUUID()}`;
  });
  afterEach(async () => {
    await machine.sh('ip -n wire addr flush dev eth0 scope global');
    await machine.host.removeNamespace(namespace, 'vip0');
    await machine.host.sweepBridges();
  });

  const flatPort = (changes: Partial<DesiredPort> = {}): DesiredPort =>
    somePort({
      network: { id: randomUUID(), type: 'flat', physicalNetwork: 'physnet1', mtu: 1500 },
      ...changes,
    });

  async function reach(desired: DesiredPort): Promise<PortPlan[]> {
    const plans = planPorts([desired], await machine.host.observePorts(namespace, [desired]));
    const { claimed } = await machine.host.applyPorts(namespace, plans);
    await claimed;
    return planPorts([desired], await machine.host.observePorts(namespace, [desired]));
  }
  const refusal = (desired: DesiredPort): Promise<unknown> => reach(desired).catch((error: unknown) => error);
  const addresses = (): Promise<string> =>
    machine.sh(`ip -n ${namespace} -o addr show dev vip0 scope global`);
  const take = (address: string): Promise<string> =>
    machine.sh(`ip -n wire addr add ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`);

  it('are taken when nobody answers', async () => {
    expect(await reach(flatPort())).to.deep.equal([]);
    await machine.sh(`ip netns exec ${namespace} ip neigh show dev vip0`);
  });

  for (const [family, address, bare] of [
    ['IPv4', '10.1.0.5/24', '10.1.0.5'],
    ['IPv6', '2001:db8:1::5/64', '2001:db8:1::5'],
  ] as const) {
    it(`are left alone when another host has the ${family} one, and taken when it is free`, async () => {
      const desired = flatPort();
      await take(address);
      expect(await refusal(desired)).to.include({
        code: 'address_taken',
        message: `address ${bare} is taken: the host with MAC address ${RIVAL} answers for it`,
      });
      expect(await addresses()).to.equal('');
      expect(await refusal(desired)).to.include({ code: 'address_taken' });
      await machine.sh(`ip -n wire addr del ${address} dev eth0`);
      expect(await reach(desired)).to.deep.equal([]);
    });
  }

  it('keep the address that serves when the next one is taken', async () => {
    const desired = flatPort({ addresses: ['10.1.0.5/24'], routes: [] });
    await reach(desired);
    await take('10.1.0.6/24');
    expect(await refusal({ ...desired, addresses: ['10.1.0.6/24'] })).to.include({ code: 'address_taken' });
    expect(await addresses())
      .to.include('10.1.0.5/24')
      .and.not.include('10.1.0.6/24');
  });

  it('are those of the same port on its former host: that is no other host', async () => {
    const desired = flatPort({ macAddress: RIVAL, addresses: ['10.1.0.5/24'], routes: [] });
    await take('10.1.0.5/24');
    expect(await reach(desired)).to.deep.equal([]);
  });

  it('show who takes one later', async () => {
    const desired = flatPort();
    await reach(desired);
    await take('10.1.0.5/24');
    await machine.sh('ip netns exec wire ping -c 1 -W 1 -I 10.1.0.5 10.1.0.99 || :');
    const [plan] = await eventually(
      async () => {
        const plans = planPorts([desired], await machine.host.observePorts(namespace, [desired]));
        expect(plans).to.not.deep.equal([]);
        return plans;
      },
      { withinMs: 5_000 },
    );
    expect(plan?.steps).to.deep.equal([{ kind: 'neighbour.watch', address: '10.1.0.5/24', rival: RIVAL }]);
    await machine.sh('ip -n wire addr flush dev eth0 scope global');
    expect(await reach(desired)).to.deep.equal([]);
  });

  it('are not asked for on a link that is gone: that is said', async () => {
    const desired = flatPort();
    await reach(desired);
    const plans = planPorts([desired], await machine.host.observePorts(namespace, [desired]));
    expect(plans).to.deep.equal([]);
    await machine.sh(`ip link del ${tapOf(desired.portId)}`);
    const steps = [{ kind: 'address.add', address: '10.1.0.9/24' } as const];
    const error = await machine.host
      .applyPorts(namespace, [{ port: desired, steps }])
      .then(({ claimed }) => claimed)
      .catch((cause: unknown) => cause);
    expect(error).to.include({ code: 'refused' });
  });
});
