import { randomUUID } from 'node:crypto';
import type { AppliedHow, FixedIp, LoadBalancerDevice } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type DeviceChanges, device, listener, member, pool } from './testing/device-builder.ts';
import { PrivateAgent } from './testing/private-agent.ts';
import { onWire, wireScript } from './testing/wire.ts';

/** eth1 leads to a machine that is a client and has the one member, a web server that says hello. */
const WIRE = `${wireScript('10.1.0.1/24', '10.1.0.2/24', '2001:db8:1::1/64 nodad')}
ip netns exec wire node -e 'require("http").createServer((q, r) => r.end("hello")).listen(80, "10.1.0.1")' >/dev/null 2>&1 &
`;
const VIP = '10.1.0.5';
const GET =
  'ip netns exec wire curl -s -m 5 --retry 20 --retry-delay 0 --retry-connrefused --retry-all-errors';

describe('agent with real HAProxies', function () {
  this.timeout(30_000);
  let agent: PrivateAgent;
  let id: string;

  before(async () => {
    agent = await PrivateAgent.start('physnet1:eth1');
    await agent.sh(WIRE);
    await agent.sh(`${GET} http://10.1.0.1/`);
  });
  after(() => agent.stop());
  beforeEach(() => {
    id = randomUUID();
  });
  afterEach(async () => {
    await agent.undeploy(id, 99);
    await agent.reported({ deviceId: id, outcome: 'removed', epoch: 99 });
  });

  function balancer(changes: DeviceChanges = {}, fixed: Partial<FixedIp> = {}): LoadBalancerDevice {
    const pools = [pool({ members: [member(1, { address: '10.1.0.1' })] })];
    const base = device({ deviceId: id, addresses: [VIP, '2001:db8:1::5'], pools, ...changes });
    return onWire(base, ({ fixed_ips }) => ({ fixed_ips: fixed_ips.map((ip) => ({ ...ip, ...fixed })) }));
  }

  const get = (url = `http://${VIP}:8080/`): Promise<string> => agent.sh(`${GET} ${url}`);
  /** Without the programs of the agent that are in the namespace for a moment. */
  const haproxyPid = async (): Promise<string> =>
    (
      await agent.sh(
        `for pid in $(ip netns pids qlbaas-${id}); do grep -qsx haproxy /proc/$pid/comm && echo $pid || :; done`,
      )
    ).trim();

  it('carries traffic in both families', async () => {
    await agent.deploy(balancer());
    await agent.reported({ deviceId: id, outcome: 'done', how: 'start', observedGeneration: 1 });
    expect(await get()).to.equal('hello');
    expect(await get("'http://[2001:db8:1::5]:8080/'")).to.equal('hello');
  });

  it('foresees what it then does, and changes nothing by it', async function () {
    this.timeout(120_000);
    const [one, heavy] = [member(1, { address: '10.1.0.1' }), member(1, { address: '10.1.0.1', weight: 7 })];
    const sticky = { type: 'SOURCE_IP', cookie_name: null } as const;
    const edits: readonly (readonly [AppliedHow, DeviceChanges])[] = [
      ['start', { pools: [pool({ members: [one] })] }],
      ['runtime', { pools: [pool({ members: [heavy] })] }],
      ['runtime', { pools: [pool({ members: [one, member(2)] })] }],
      ['reload', { pools: [pool({ members: [one], session_persistence: sticky })] }],
      ['runtime', { pools: [pool({ members: [heavy], session_persistence: sticky })] }],
      ['reload', { pools: [pool({ members: [heavy] })], listeners: [listener({ connection_limit: 50 })] }],
      ['noop', { pools: [pool({ members: [heavy] })], listeners: [listener({ connection_limit: 50 })] }],
      ['stop', { listeners: [] }],
      ['start', { pools: [pool({ members: [one] })] }],
    ];
    for (const [index, [effect, changes]] of edits.entries()) {
      await foreseen(balancer({ ...changes, generation: index + 1 }), effect);
    }
    const { plan, effect, files } = await agent.preview(id, null);
    expect(plan.map((step) => step.class)).to.deep.equal(['stop', 'remove']);
    expect(effect).to.equal('stop');
    expect(files[0]).to.include({ name: 'haproxy.cfg', after: null });
  });

  /** The plan, its effect and the file before and after, against what came of it. */
  async function foreseen(next: LoadBalancerDevice, effect: AppliedHow): Promise<void> {
    const shown = async (): Promise<string | undefined> => (await agent.inspect(id)).files?.['haproxy.cfg'];
    const before = effect === 'start' ? null : await shown();
    const foretold = await agent.preview(id, next);
    expect(foretold).to.include({ effect, refusal: null });
    await agent.deploy(next);
    await agent.reported({ deviceId: id, outcome: 'done', generation: next.generation });
    const steps = foretold.plan.map(({ step, reason }) => ({ step, reason }));
    const { last_plan, last_how } = await agent.inspect(id);
    if (effect === 'noop') expect(steps).to.be.empty;
    else expect([steps, foretold.effect]).to.deep.equal([last_plan, last_how]);
    expect(foretold.files[0]?.before).to.equal(before);
    if (effect === 'stop') expect(foretold.files[0]?.after).to.equal(null);
    else if (effect !== 'noop') expect(foretold.files[0]?.after).to.equal(await shown());
  }

  it('foresees that HAProxy would not take a configuration, in its words', async () => {
    await agent.stopAgent();
    await agent.startAgent({ LBAAS_HAPROXY_USER: 'nosuchuser' });
    const { refusal } = await agent.preview(id, balancer());
    await agent.stopAgent();
    await agent.startAgent();
    expect(refusal).to.include("cannot find user id for 'nosuchuser'");
    expect(await agent.sh('ls /run/state/haproxy')).to.not.include(id);
  });

  it('changes the gateway under a running HAProxy', async () => {
    await agent.deploy(balancer({ addresses: [VIP] }, { gateway_ip: '10.1.0.1' }));
    await agent.reported({ deviceId: id, outcome: 'done' });
    const pid = await haproxyPid();
    await agent.deploy(balancer({ addresses: [VIP], generation: 2 }, { gateway_ip: '10.1.0.2' }));
    await agent.reported({ deviceId: id, outcome: 'done', how: 'runtime', generation: 2 });
    expect(await agent.sh(`ip -n qlbaas-${id} route show default`)).to.include('via 10.1.0.2');
    expect(await haproxyPid()).to.equal(pid);
  });

  it('moves to another address', async () => {
    await agent.deploy(balancer({ addresses: [VIP] }));
    await agent.reported({ deviceId: id, outcome: 'done' });
    await agent.deploy(balancer({ addresses: ['10.1.0.6'], generation: 2 }));
    await agent.reported({ deviceId: id, outcome: 'done', generation: 2 });
    expect(await get('http://10.1.0.6:8080/')).to.equal('hello');
  });

  it('keeps what serves when HAProxy refuses the next configuration', async () => {
    await agent.deploy(balancer());
    await agent.reported({ deviceId: id, outcome: 'done' });
    await agent.stopAgent();
    await agent.startAgent({ LBAAS_HAPROXY_USER: 'nosuchuser' });
    await agent.deploy(balancer({ generation: 2, pools: [pool()] }));
    const refused = { deviceId: id, generation: 2, outcome: 'failed', observedGeneration: 1 } as const;
    expect((await agent.reported(refused)).error).to.include("cannot find user id for 'nosuchuser'");
    expect(await get()).to.equal('hello');
    await agent.stopAgent();
    await agent.startAgent();
    await agent.reported({ deviceId: id, generation: 2, outcome: 'done', how: 'reload' });
  });

  it('starts an HAProxy that was killed again, and says both', async () => {
    await agent.deploy(balancer());
    await agent.reported({ deviceId: id, outcome: 'done' });
    const killed = (await agent.reports()).length;
    await agent.sh(`kill -9 ${await haproxyPid()}`);
    const { incident } = await agent.reported({ deviceId: id, outcome: 'done', how: 'start' }, killed);
    // In a report of its own, unless the device was just being looked at: then the next start reports it.
    const since = (await agent.reports()).slice(killed);
    const ended = since.some(
      ({ outcome, observedGeneration }) => outcome === 'failed' && observedGeneration === 0,
    );
    if (!ended) expect(incident?.words).to.match(/^HAProxy \(process \d+\) has ended$/);
    expect(await get()).to.equal('hello');
  });

  it('leaves its balancers alone when it stops, and adopts them when it starts', async () => {
    await agent.deploy(balancer());
    await agent.reported({ deviceId: id, outcome: 'done' });
    const pid = await haproxyPid();
    await agent.stopAgent();
    expect(await get()).to.equal('hello');
    const before = (await agent.reports()).length;
    await agent.startAgent();
    await agent.reported({ deviceId: id, outcome: 'done', how: 'noop', observedGeneration: 1 }, before);
    expect(await haproxyPid()).to.equal(pid);
  });

  it('mends what broke while it was stopped', async () => {
    await agent.deploy(balancer());
    await agent.reported({ deviceId: id, outcome: 'done' });
    await agent.stopAgent();
    await agent.sh(`kill -9 ${await haproxyPid()}; ip netns del qlbaas-${id}`);
    const before = (await agent.reports()).length;
    await agent.startAgent();
    await agent.reported({ deviceId: id, outcome: 'done', how: 'start' }, before);
    expect(await get()).to.equal('hello');
  });

  it('leaves nothing of a device that is taken down', async () => {
    await agent.deploy(balancer());
    await agent.reported({ deviceId: id, outcome: 'done' });
    const pid = await haproxyPid();
    await agent.undeploy(id, 1);
    await agent.reported({ deviceId: id, outcome: 'removed', epoch: 1 });
    await eventually(
      async () => {
        const left = await agent.sh('ip netns list; ip -o link; ls /run/state/haproxy; ls /proc');
        expect(left).not.to.include(id);
        expect(left).not.to.match(/ tap[0-9a-f]/);
        expect(left.split('\n')).not.to.include(pid);
      },
      { withinMs: 5000 },
    );
  });
});
