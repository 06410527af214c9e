import { randomUUID } from 'node:crypto';
import type { LoadBalancerDevice } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { bridgeOf, tapOf } from './host/names.ts';
import { device } from './testing/device-builder.ts';
import { PrivateAgent } from './testing/private-agent.ts';
import { onWire, wireScript } from './testing/wire.ts';

const NETWORK = randomUUID();
const bridge = bridgeOf(NETWORK);

/** Longer than any test: no audit mends what the watch has not heard of. */
const SETTINGS = {
  LBAAS_AUDIT_INTERVAL: '3600',
  LBAAS_SWEEP_INTERVAL: '3600',
  LBAAS_HEARTBEAT_INTERVAL: '60',
};

describe('agent whose ports are harmed', function () {
  this.timeout(60_000);
  let agent: PrivateAgent;
  let id: string;
  let wanted: LoadBalancerDevice;
  let tap: string;

  before(async () => {
    agent = await PrivateAgent.start('physnet1:eth1');
    await agent.stopAgent();
    await agent.startAgent(SETTINGS);
    await agent.sh(wireScript('10.1.0.1/24'));
  });
  after(() => agent.stop());
  beforeEach(async () => {
    id = randomUUID();
    wanted = balancer();
    tap = tapOf(wanted.snapshot.vip_port?.id ?? '');
    await agent.deploy(wanted);
    await agent.reported({ deviceId: id, outcome: 'done' });
  });
  afterEach(async () => {
    await agent.sh('ip -n wire addr del 10.1.0.5/24 dev eth0 2>&1 || :');
    await agent.undeploy(id, 99);
    await agent.reported({ deviceId: id, outcome: 'removed', epoch: 99 });
  });

  function balancer(): LoadBalancerDevice {
    const base = device({ deviceId: id, addresses: ['10.1.0.5', '2001:db8:1::5'] });
    return onWire(base, ({ network }) => ({ id: randomUUID(), network: { ...network, id: NETWORK } }));
  }

  const reportsOf = async (): Promise<number> => (await agent.reports()).length;
  const answers = (): Promise<string> =>
    eventually(() => agent.sh('ip netns exec wire ping -c 1 -W 1 10.1.0.5'), { withinMs: 30_000 });

  for (const [what, harm, words] of [
    ['addresses', () => `ip -n qlbaas-${id} addr flush dev vip0 scope global`, 'no address 10.1.0.5/24'],
    ['link down', () => `ip -n qlbaas-${id} link set vip0 down`, 'link down (inside)'],
    ['link', () => `ip -n qlbaas-${id} link del vip0`, 'no port'],
    ['loopback', () => `ip -n qlbaas-${id} link set lo down`, 'link down (loopback)'],
    ['policy rules', () => `ip -n qlbaas-${id} rule flush`, 'no ipv4 rule 32766 all main'],
    ['IPv6 policy rules', () => `ip -n qlbaas-${id} -6 rule flush`, 'no ipv6 rule 32766 all main'],
    [
      'a policy rule more',
      () => `ip -n qlbaas-${id} -6 rule add pref 9 blackhole`,
      'ipv6 rule 9 all action blackhole',
    ],
    ['route', () => `ip -n qlbaas-${id} route del 10.1.0.0/24`, 'no route to 10.1.0.0/24'],
    ['tap', () => `ip link set ${tap} down`, 'link down (tap)'],
    ['bridge of the tap', () => `ip link set ${tap} nomaster`, 'attached to no bridge'],
    ['bridge', () => `ip link del ${bridge}`, 'attached to no bridge'],
    ['uplink of the bridge', () => 'ip link set eth1 nomaster', `attached to ${bridge}`],
    ['uplink', () => 'ip link set eth1 down', `attached to ${bridge}`],
  ] as const) {
    it(`mends at once, and tells of: ${what}`, async () => {
      const before = await reportsOf();
      await agent.sh(harm());
      const report = await agent.reported({ deviceId: id, outcome: 'done' }, before);
      expect(report.incident?.words)
        .to.include('the port of the VIP was not as it must be', String(report.incident?.words))
        .and.include(words, String(report.incident?.words));
      await answers();
    });
  }

  it('says what it cannot mend, until that is over', async () => {
    const before = await reportsOf();
    await agent.sh('ip -n wire link set eth0 down');
    const words = 'interface eth1 of physical network physnet1 has no carrier';
    await agent.reported({ deviceId: id, outcome: 'failed', error: words }, before);
    await agent.sh('ip -n wire link set eth0 up');
    await agent.reported({ deviceId: id, outcome: 'done', observedGeneration: 1 }, before);
    await answers();
  });

  it('says that the uplink is gone, and is back with it', async () => {
    const before = await reportsOf();
    await agent.sh('ip link del eth1');
    const error = 'interface eth1 of physical network physnet1 does not exist';
    await agent.reported({ deviceId: id, outcome: 'failed', error }, before);
    const failed = await reportsOf();
    await agent.sh(wireScript('10.1.0.1/24').replace('ip netns add wire\n', ''));
    await agent.reported({ deviceId: id, outcome: 'done' }, failed);
    await answers();
  });

  it('starts nothing on an address that another host has, and starts when it is free', async () => {
    await agent.undeploy(id, 1);
    await agent.reported({ deviceId: id, outcome: 'removed', epoch: 1 });
    await agent.sh('ip -n wire addr add 10.1.0.5/24 dev eth0');
    const before = await reportsOf();
    await agent.deploy({ ...wanted, epoch: 2 });
    const refused = await agent.reported({ deviceId: id, outcome: 'failed', observedGeneration: 0 }, before);
    const mac = (await agent.sh('ip netns exec wire cat /sys/class/net/eth0/address || :')).trim();
    expect(refused.error).to.include(`address 10.1.0.5 is taken: the host with MAC address ${mac}`);
    expect(await agent.sh(`ip -n qlbaas-${id} -o addr show scope global`)).to.equal('');
    await eventually(async () => expect(await agent.sh('cat /proc/[0-9]*/comm')).not.to.include('haproxy'), {
      withinMs: 30_000,
    });
    await agent.sh('ip -n wire addr del 10.1.0.5/24 dev eth0');
    await agent.reported({ deviceId: id, outcome: 'done', how: 'start', epoch: 2 }, before);
    await answers();
  });

  it('tells of another host that takes its address later', async () => {
    // With servers that are heard, which decide.
    await agent.echo(null);
    const before = await reportsOf();
    const conflict = `ip -n wire addr replace 10.1.0.5/24 dev eth0
      ip netns exec wire ping -c 1 -W 1 -I 10.1.0.5 10.1.0.99 >/dev/null || :`;
    await agent.sh(conflict);
    const { incident } = await agent.reported({ deviceId: id, outcome: 'done' }, before);
    const mac = (await agent.sh('ip netns exec wire cat /sys/class/net/eth0/address')).trim();
    expect(incident?.words).to.equal(
      `the port of the VIP was not as it must be: ${mac} uses address 10.1.0.5/24 too`,
    );
  });

  it('does not wake itself: no attempt follows when the work is done', async () => {
    await agent.sh(`ip -n qlbaas-${id} addr flush dev vip0 scope global`);
    const before = await reportsOf();
    await agent.sh(`ip -n qlbaas-${id} link set vip0 mtu 1400`);
    await agent.reported({ deviceId: id, outcome: 'done' }, before);
    const attempts = /^lbaas_agent_attempts_total\S+ \d+/gm;
    const looks = async (): Promise<string> => ((await agent.metrics()).match(attempts) ?? []).join();
    let known = '';
    // The announcements of the last mending end after 5 s: they must not wake it.
    await eventually(
      async () => {
        const now = await looks();
        const was = known;
        known = now;
        expect(now).to.equal(was).and.not.equal('');
      },
      { withinMs: 30_000, everyMs: 6_000 },
    );
  });
});
