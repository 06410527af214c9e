import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eventually, sleep } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { bridgeOf, tapOf } from './host/names.ts';
import { spawnCommand } from './host/spawned-command.ts';
import { type DeviceChanges, device, member, pool } from './testing/device-builder.ts';
import { PrivateAgent } from './testing/private-agent.ts';
import { devicePort, router } from './testing/router-builder.ts';
import { onWire, wireScript } from './testing/wire.ts';

const NETWORK = randomUUID();
const BRIDGE = bridgeOf(NETWORK);
const VIP = '10.1.0.5';
const MAC = 'fa:16:3e:00:00:01';
const WIRE = `${wireScript('10.1.0.1/24')}
ip netns exec wire node -e 'require("http").createServer((q, r) => r.end("hello")).listen(80, "10.1.0.1")' >/dev/null 2>&1 &
`;
const SETTINGS = { LBAAS_HEARTBEAT_INTERVAL: '0.1', LBAAS_SWEEP_INTERVAL: '0.5' };
/** Longer than a busy machine stands still. */
const LONG = 60;
/** Waited for. */
const SHORT = 3;

describe('agent whose kernel holds a lease', function () {
  this.timeout(180_000);
  let agent: PrivateAgent;
  let id: string;
  let tap: string;

  before(async () => {
    agent = await PrivateAgent.start('physnet1:eth1');
    await agent.stopAgent();
    await agent.startAgent(SETTINGS);
    await agent.sh(WIRE);
  });
  after(() => agent.stop());
  beforeEach(async () => {
    id = randomUUID();
    const wanted = balancer();
    tap = tapOf(wanted.snapshot.vip_port?.id ?? '');
    await agent.deploy(wanted);
    await agent.reported({ deviceId: id, outcome: 'done' });
    await answers();
  });
  afterEach(async () => {
    await endLease();
    await agent.sh('ip link del rival 2>&1 || :');
    await agent.undeploy(id, 99);
    await agent.reported({ deviceId: id, outcome: 'removed', epoch: 99 });
  });

  function balancer(changes: DeviceChanges = {}) {
    const pools = [pool({ members: [member(1, { address: '10.1.0.1' })] })];
    const base = device({ deviceId: id, addresses: [VIP], pools, ...changes });
    return onWire(base, ({ network }) => ({ id: randomUUID(), network: { ...network, id: NETWORK } }));
  }

  /** In the root namespace of the host, whatever its agent does. */
  async function outside(script: string): Promise<string> {
    const argv = ['nsenter', '-t', String(agent.pid), '-n', '-m', 'sh', '-e', '-c', script];
    const { code, stdout, stderr } = await spawnCommand(argv, '', 120_000);
    if (code !== 0) throw new Error(`${script}: ${stderr} ${stdout}`);
    return stdout;
  }
  const childOf = (pid: string | number | undefined): string =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] ?? '';
  /** The agent itself is below the init of its host. */
  const signal = (name: NodeJS.Signals): true => process.kill(Number(childOf(childOf(agent.pid))), name);

  const ask = `ip -n wire neigh flush dev eth0; ip netns exec wire ping -c 1 -W 1 ${VIP}`;
  const answers = (): Promise<string> => eventually(() => outside(ask), { withinMs: 60_000 });
  const isSilent = (): Promise<string> =>
    eventually(() => outside(ask.replace('; ', '; ! ')), { withinMs: 60_000 });
  const get = (): Promise<string> => outside(`ip netns exec wire curl -s -m 2 http://${VIP}:8080/`);
  const table = (): Promise<string> => outside('nft list table bridge lbaas_lease 2>&1 || :');
  const leaseIs = (words: string): Promise<Chai.Assertion> =>
    eventually(async () => expect(await table()).to.include(words), { withinMs: 60_000 });

  async function arm(seconds: number): Promise<void> {
    await agent.echo(seconds);
    await eventually(async () => expect(await agent.echo(seconds)).to.deep.include({ lease: { seconds } }), {
      withinMs: 60_000,
    });
  }
  async function endLease(): Promise<void> {
    await agent.listed();
    await eventually(
      async () => {
        await agent.echo(null);
        await agent.listed();
        expect(await table()).to.include('No such file');
      },
      { withinMs: 60_000 },
    );
  }
  /** Another host with the address, and with the MAC address, which goes with the port. It announces them. */
  const rival = (mac = MAC): Promise<string> =>
    agent.sh(`
      ip netns add rival 2>/dev/null || :
      ip link add rival type veth peer name eth0 address ${mac} netns rival
      nsenter --net=/run/netns/rival sh -c 'echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_notify'
      ip link set rival master ${BRIDGE} up
      ip -n rival addr add ${VIP}/24 dev eth0
      ip -n rival link set eth0 up
      ip -n rival link set eth0 address ${mac}`);

  it('loses no frame when the lease begins, is held, and ends', async () => {
    const pinged = outside(`ip netns exec wire ping -q -i 0.01 -w 4 ${VIP}`);
    await arm(LONG);
    await leaseIs(tap);
    await endLease();
    expect(await pinged).to.match(/ 0(?:\.0*)?% packet loss/);
  });

  it('falls silent when its agent is gone, with its HAProxy running, and waits for the servers when it is back', async () => {
    await arm(SHORT);
    expect(await get()).to.equal('hello');
    await agent.stopAgent();
    await isSilent();
    expect(await outside(`ip netns pids qlbaas-${id}`)).to.not.equal('');
    expect(await get().catch(() => 'nothing'), 'TCP').to.equal('nothing');
    const before = (await agent.reports()).length;
    await agent.startAgent(SETTINGS);
    expect(await agent.echo(LONG)).to.include({ lease_lapsed: true });
    const { error } = await agent.reported(
      { deviceId: id, outcome: 'failed', observedGeneration: 0 },
      before,
    );
    expect(error).to.include('the lease of this host has lapsed').and.include('waits for the servers');
    await agent.echo(LONG);
    await isSilent();
    await agent.listed();
    await agent.reported({ deviceId: id, outcome: 'done' }, before);
    await answers();
  });

  it('loses no request when its agent is restarted within the lease', async () => {
    await arm(LONG);
    const script = `for n in $(seq 25); do curl -s -m 5 http://${VIP}:8080/ || echo lost; sleep 0.02; done`;
    const got = outside(`ip netns exec wire sh -c '${script}'`);
    await agent.stopAgent();
    await agent.startAgent(SETTINGS);
    expect(await got).to.equal('hello'.repeat(25));
    expect(await agent.echo(LONG)).to.deep.equal({ lease: { seconds: LONG } });
  });

  it('sends nothing after it has stood still for longer, before it is let on', async () => {
    await arm(SHORT);
    signal('SIGSTOP');
    await isSilent();
    // Every frame that comes from the port from now on.
    await outside(`nft 'add table bridge seen; add chain bridge seen c { type filter hook postrouting priority 400; };
      add counter bridge seen n; add rule bridge seen c iifname ${tap} counter name n'`);
    signal('SIGCONT');
    await eventually(async () => expect(await agent.echo(SHORT)).to.include({ lease_lapsed: true }), {
      withinMs: 60_000,
    });
    await isSilent();
    expect(await outside('nft list counter bridge seen n')).to.include('packets 0');
    await agent.listed();
    await answers();
    await outside('nft delete table bridge seen');
    expect(await agent.echo(SHORT)).to.not.have.property('lease_lapsed');
  });

  it('holds the lease for a router and for what is made while it is held', async () => {
    await arm(LONG);
    const inside = devicePort(2);
    const wanted = router({ interfaces: [inside] });
    await agent.deploy(wanted);
    await agent.reported({ deviceId: wanted.device_id, outcome: 'done' });
    expect(await table())
      .to.include(tap)
      .and.include(tapOf(inside.id));
    await agent.undeploy(wanted.device_id, 2);
    await agent.reported({ deviceId: wanted.device_id, outcome: 'removed' });
    expect(await table()).to.not.include(tapOf(inside.id));
  });

  const attempts = async (): Promise<string> =>
    (await agent.metrics()).match(/lbaas_agent_attempts_total\S+ \d+/g)?.join() ?? '';
  const cutOff = (): Promise<Chai.Assertion> =>
    eventually(async () => expect(await agent.isCutOff()).to.equal(true), { withinMs: 60_000 });

  it('lets go when it is cut off and another host announces the address, until the servers speak', async () => {
    await arm(LONG);
    const before = (await agent.reports()).length;
    await cutOff();
    await rival();
    const { error, incident } = await agent.reported({ deviceId: id, outcome: 'failed' }, before);
    expect(error).to.include('another host has an address of it').and.include('waits for the servers');
    expect(incident?.words).to.include('another host has an address of it');
    expect(await table()).to.match(new RegExp(`set silent[^}]*${tap}`));
    await agent.sh('ip link del rival');
    // An attempt that finds nobody with the address shows nothing: it may be this host that is not heard.
    const known = await attempts();
    await eventually(async () => expect(await attempts()).to.not.equal(known), { withinMs: 30_000 });
    expect(await table()).to.match(new RegExp(`set silent[^}]*${tap}`));
    await agent.echo(LONG);
    await agent.listed();
    await agent.reported({ deviceId: id, outcome: 'done' }, before);
    await answers();
  });

  for (const [whom, gateway] of [
    ['the gateway', '10.1.0.1'],
    ['its members', null],
  ] as const)
    it(`asks ${whom} in a quiet network before it takes itself for deaf, and goes on`, async () => {
      const wanted = balancer({ generation: 2 });
      const port = wanted.snapshot.vip_port;
      const fixed_ips = port.fixed_ips.map((fixed) => ({ ...fixed, gateway_ip: gateway }));
      await agent.deploy({ ...wanted, snapshot: { ...wanted.snapshot, vip_port: { ...port, fixed_ips } } });
      await agent.reported({ deviceId: id, outcome: 'done', observedGeneration: 2 });
      await arm(LONG);
      const before = (await agent.reports()).length;
      await outside(`ip netns exec wire nft 'add table arp seen; add counter arp seen n;
        add chain arp seen c { type filter hook input priority 0; };
        add rule arp seen c arp operation request arp daddr ip 10.1.0.1 counter name n'`);
      const questions = async (): Promise<number> =>
        Number(/packets (\d+)/.exec(await outside('ip netns exec wire nft list counter arp seen n'))?.[1]);
      await eventually(async () => expect(await questions()).to.be.at.least(6), { withinMs: 60_000 });
      await outside('ip netns exec wire nft delete table arp seen');
      expect(await table()).to.not.match(new RegExp(`set silent[^}]*${tap}`));
      expect((await agent.reports()).slice(before)).to.deep.equal([]);
    });

  const errorSince = (before: number, words: string): Promise<void> =>
    eventually(
      async () => {
        const errors = (await agent.reports()).slice(before).map(({ error }) => error);
        expect(errors.join()).to.include(words);
      },
      { withinMs: 60_000 },
    );

  it('is silent while its network has no wire and no server is heard, and takes no address back that another host has', async () => {
    await arm(LONG);
    const before = (await agent.reports()).length;
    const isSilenced = new RegExp(`set silent[^}]*${tap}`);
    await cutOff();
    await outside('ip -n wire link set eth0 down');
    await agent.reported({ deviceId: id, outcome: 'failed' }, before);
    await eventually(async () => expect(await table()).to.match(isSilenced), { withinMs: 60_000 });
    // For longer than a cut of a moment, after which the port speaks at once.
    await sleep(4_500);
    // Another host has the device by now, which was not to be heard.
    await outside(`ip -n wire addr add ${VIP}/32 dev eth0; ip -n wire link set eth0 up`);
    await errorSince(before, 'is taken: the host with MAC address');
    expect(await table()).to.match(isSilenced);
    await outside(`ip -n wire addr del ${VIP}/32 dev eth0`);
    // That nobody answers once shows nothing: the other host may not be heard for a moment.
    await errorSince(before, 'nobody has answered for a moment only');
    expect(await table()).to.match(isSilenced);
    await agent.reported({ deviceId: id, outcome: 'done' }, before);
    await answers();
  });

  it('lets go without a lease too, until the other host is gone', async () => {
    await endLease();
    const before = (await agent.reports()).length;
    await cutOff();
    await rival();
    const { error } = await agent.reported({ deviceId: id, outcome: 'failed' }, before);
    expect(error).to.equal(`address ${VIP} is taken: the host with MAC address ${MAC} answers for it`);
    await agent.sh('ip link del rival');
    await agent.reported({ deviceId: id, outcome: 'done' }, before);
    await answers();
  });

  it('starts no device that was placed elsewhere before while its former host answers', async () => {
    await agent.undeploy(id, 1);
    await agent.reported({ deviceId: id, outcome: 'removed', epoch: 1 });
    const keeper = randomUUID();
    // The bridge must be there for the former host.
    const other = balancer({ deviceId: keeper, addresses: ['10.1.0.6'] });
    other.snapshot.vip_port.mac_address = 'fa:16:3e:00:00:06';
    await agent.deploy(other);
    await agent.reported({ deviceId: keeper, outcome: 'done' });
    await rival();
    await arm(LONG);
    const wanted = balancer({ epoch: 2 });
    tap = tapOf(wanted.snapshot.vip_port.id);
    await agent.deploy(wanted);
    const { error } = await agent.reported({ deviceId: id, outcome: 'failed', epoch: 2 });
    expect(error).to.equal(`address ${VIP} is taken: the host with MAC address ${MAC} answers for it`);
    const leases: boolean[] = [];
    // Nor at the next attempt, and nothing is sent meanwhile that takes the traffic away from there.
    const known = await attempts();
    await eventually(
      async () => {
        // Its tap, which is not there between two attempts, needs the lease whenever it comes.
        leases.push((await table()).includes(tap));
        expect(await attempts()).to.not.equal(known);
      },
      { withinMs: 30_000, everyMs: 20 },
    );
    expect(new Set(leases)).to.deep.equal(new Set([true]));
    expect(await agent.sh(`bridge fdb show br ${BRIDGE} | grep ${MAC}`)).to.include('dev rival');
    expect(await agent.inspect(id)).to.include({ last_error: error, running: false });
    await agent.sh('ip link del rival');
    await agent.reported({ deviceId: id, outcome: 'done', epoch: 2 });
    await agent.undeploy(keeper, 99);
    await agent.reported({ deviceId: keeper, outcome: 'removed' });
  });
});
