import { expect } from 'chai';
import type { Neighbour } from '../port.ts';
import { IsolatedProcess } from '../testing/isolated-process.ts';

const ENTRY = new URL('../testing/asker-process.ts', import.meta.url);
/** Half a second: the other host answers on a busy machine too. */
const PROBE_MS = 500;
const RIVAL = '02:00:00:00:00:07';
/** A cable that was just plugged in carries nothing for up to a second. */
const MAKE_BRIDGE = `
ip link add br1 type bridge forward_delay 0 stp_state 0 mcast_snooping 0
ip link set br1 up
ip link set eth1 master br1 up
ip addr add 10.1.0.1/24 dev br1
until ping -c 1 -W 1 10.1.0.5; do sleep 0.05; done
`;
const WIRE = `
ip netns add wire
ip link add eth1 type veth peer name eth0 netns wire
ip -n wire link set lo up
ip -n wire link set eth0 address ${RIVAL} up
ip -n wire addr add 10.1.0.5/24 dev eth0
ip -n wire addr add 2001:db8:1::5/64 dev eth0 nodad
${MAKE_BRIDGE}
`;

describe('NetworkAsker', () => {
  let machine: IsolatedProcess;

  beforeEach(async () => {
    machine = await IsolatedProcess.start(ENTRY);
    await machine.sh(WIRE);
  });
  afterEach(() => machine.stop());

  const whoAnswers = (...addresses: string[]): Promise<Neighbour | undefined> =>
    machine.call('whoAnswers', 'br1', addresses, PROBE_MS);
  const ports = async (): Promise<string[]> => {
    const names = await machine.sh('ls /proc/sys/net/ipv4/conf');
    return names.split('\n').filter((name) => name.startsWith('lbq'));
  };

  it('hears who has an address, of either family, and that nobody has one', async () => {
    expect(await whoAnswers('10.1.0.4', '10.1.0.5')).to.deep.equal({
      address: '10.1.0.5',
      macAddress: RIVAL,
    });
    expect(await whoAnswers('2001:db8:1::5')).to.deep.equal({ address: '2001:db8:1::5', macAddress: RIVAL });
    expect(await whoAnswers('10.1.0.6', '2001:db8:1::6')).to.equal(undefined);
  });

  it('hears each of those who ask at once, also for the same address', async () => {
    const owners = await Promise.all([
      whoAnswers('10.1.0.5'),
      whoAnswers('10.1.0.6'),
      whoAnswers('10.1.0.5'),
      whoAnswers('2001:db8:1::5'),
    ]);
    expect(owners.map((owner) => owner?.address)).to.deep.equal([
      '10.1.0.5',
      undefined,
      '10.1.0.5',
      '2001:db8:1::5',
    ]);
  });

  it('asks from one port, until that is released', async () => {
    await Promise.all([whoAnswers('10.1.0.6'), whoAnswers('10.1.0.7')]);
    const [first, ...more] = await ports();
    expect(first).to.not.equal(undefined);
    expect(more).to.deep.equal([]);
    await whoAnswers('10.1.0.8');
    expect(await ports()).to.deep.equal([first]);
    await machine.call('release');
    expect(await ports()).to.deep.equal([]);
  });

  for (const [what, script] of [
    ['the bridge is made anew', `ip link del br1; ${MAKE_BRIDGE}`],
    ['its port is taken off the bridge', 'ip link set $tap nomaster'],
    ['its port is down', 'ip link set $tap down'],
    ['its port is removed', 'ip link del $tap'],
    ['its program is killed', 'pkill -9 -x ip'],
  ] as const) {
    it(`hears others after ${what}`, async () => {
      await whoAnswers('10.1.0.6');
      const [tap = ''] = await ports();
      await machine.sh(`tap=${tap}; ${script}`);
      expect(await whoAnswers('10.1.0.5')).to.include({ macAddress: RIVAL });
    });
  }

  it('says that nobody can be asked where there is no bridge, and asks when there is one', async () => {
    await machine.sh('ip link del br1');
    const refusal = await whoAnswers('10.1.0.5').catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'refused' });
    await machine.sh(MAKE_BRIDGE);
    expect(await whoAnswers('10.1.0.5')).to.include({ macAddress: RIVAL });
  });
});
