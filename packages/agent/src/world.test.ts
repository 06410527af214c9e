import { randomUUID } from 'node:crypto';
import type { LoadBalancerDevice } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, member, pool } from './testing/device-builder.ts';
import { PrivateAgent } from './testing/private-agent.ts';
import { onWire, wireScript } from './testing/wire.ts';

/** A client, and two members that say which they are; an answer to /held lasts until /end is asked for. */
const WIRE = `${wireScript('10.1.0.1/24', '10.1.0.2/24')}
for n in 1 2; do
  ip netns exec wire node -e '
    let held;
    require("http").createServer((request, response) => {
      if (request.url === "/held") return void (held = response).write("begin ");
      if (request.url === "/end") held.end("end");
      response.end(process.argv[1]);
    }).listen(80, "10.1.0." + process.argv[1])' $n >/dev/null 2>&1 &
done
`;
const VIP = '10.1.0.5';
const CURL =
  'ip netns exec wire curl -s -m 5 --retry 40 --retry-delay 0 --retry-connrefused --retry-all-errors';

/** For the length of a test. */
const SETTINGS = { LBAAS_HAPROXY_HARD_STOP_AFTER: '600', LBAAS_HAPROXY_SERVER_TIMEOUT: '600' };
const SWEPT = { ...SETTINGS, LBAAS_SWEEP_INTERVAL: '0.3' };
const UNSWEPT = { ...SETTINGS, LBAAS_SWEEP_INTERVAL: '3600', LBAAS_AUDIT_INTERVAL: '3600' };

/** Listens at the runtime socket, and says nothing. */
const SILENT = 'cd $dir; nohup node -e \'require("net").createServer().listen("sock")\' >/dev/null 2>&1 &';

interface Fault {
  readonly what: string;
  /** A shell script; $dir is the directory of the device, $ns its namespace, $pid its HAProxy. */
  readonly script: string;
  /** Whether the HAProxy can go on, with every connection that it has. */
  readonly isKept: boolean;
}

const kept = (what: string, script: string): Fault => ({ what, script, isKept: true });
const replaced = (what: string, script: string): Fault => ({ what, script, isKept: false });

const FAULTS: readonly Fault[] = [
  replaced('its directory is gone', 'rm -rf $dir'),
  replaced('its directory is a file', 'rm -rf $dir; touch $dir'),
  replaced('its directory is gone and it is stopped', 'rm -rf $dir; kill -STOP $pid'),
  replaced('its directory is gone and it has ended', 'rm -rf $dir; kill -KILL $pid'),
  replaced('all directories are gone', 'rm -rf /run/state/haproxy'),
  replaced('every file of the agent is gone', 'rm -rf /run/state/*/* /run/state/*.*'),
  replaced('its runtime socket is gone', 'rm $dir/sock'),
  replaced('its runtime socket is a file', 'rm $dir/sock; touch $dir/sock'),
  replaced('its runtime socket is a directory', 'rm $dir/sock; mkdir $dir/sock'),
  // The agent may end it before it has let go of this shell.
  replaced('another one runs from its directory', 'ip netns exec $ns haproxy -C $dir -D -f conf -p pid || :'),
  kept(
    'one of another version runs in its namespace',
    'grep -v stats $dir/conf | sed "s#server-state-file.*##; s#chroot.*##" > /run/other.cfg; ' +
      'ip netns exec $ns haproxy -D -f /run/other.cfg || :',
  ),
  kept('its pid file is gone', 'rm $dir/pid'),
  kept('its pid file names another process', 'echo 1 > $dir/pid'),
  kept('its pid file is a directory', 'rm $dir/pid; mkdir $dir/pid'),
  kept('its configuration is edited', 'echo nonsense > $dir/conf'),
  kept('its configuration is gone', 'rm $dir/conf'),
  kept('its other files hold nonsense', 'for f in stats.json old-pids.json state; do echo { > $dir/$f; done'),
  kept('its other files are gone', 'rm -rf $dir/stats.json $dir/old-pids.json $dir/state $dir/empty'),
  kept('its namespace has lost its name', 'ip netns del $ns'),
  kept('the name of its namespace is a file only', 'umount -l /run/netns/$ns'),
  kept('the name of its namespace leads to another', 'ip netns del $ns; ip netns add $ns'),
  replaced('name and directory are gone', 'ip netns del $ns; rm -rf $dir'),
  replaced('name and process are gone', 'ip netns del $ns; kill -KILL $pid'),
];

type AgentState = 'alive' | 'restarted' | 'new';
const STATES: readonly AgentState[] = ['alive', 'restarted', 'new'];
/** Every fault meets an agent in every state with LB_WORLD=all, and in one of them without it. */
const IS_WHOLE = process.env['LB_WORLD'] === 'all';

describe('what is left of a device when', function () {
  this.timeout(120_000);
  let agent: PrivateAgent;
  let id: string;

  before(async () => {
    agent = await PrivateAgent.start('physnet1:eth1');
    await agent.stopAgent();
    await agent.startAgent(SWEPT);
    await agent.sh(WIRE);
    for (const n of [1, 2]) await agent.sh(`${CURL} http://10.1.0.${n}/`);
  });
  after(() => agent.stop());
  beforeEach(() => {
    id = randomUUID();
  });
  afterEach(async () => {
    await agent.undeploy(id, 99);
    await agent.reported({ deviceId: id, outcome: 'removed', epoch: 99 }, 0, 30_000);
    expect(await agent.sh(`ls /run/netns; ip -o link; ls /run/state/haproxy`)).not.to.contain(id);
    expect(await haproxies()).to.deep.equal([]);
  });

  /** Each generation has a member of its own, and nothing else changes. */
  function balancer(generation: 1 | 2): LoadBalancerDevice {
    const pools = [pool({ members: [member(generation, { address: `10.1.0.${generation}` })] })];
    return onWire(device({ deviceId: id, addresses: [VIP], pools, generation }));
  }

  /** All that run on this host. */
  const haproxies = async (): Promise<string[]> =>
    (await agent.sh('grep -lsx haproxy /proc/[0-9]*/comm || :'))
      .split('\n')
      .flatMap((line) => line.split('/')[2] ?? []);

  /** A connection whose request is answered in part. */
  async function hold(): Promise<void> {
    await agent.sh(
      `ip netns exec wire curl -sN -m 600 http://${VIP}:8080/held >/run/held 2>&1 </dev/null & echo >/run/held`,
    );
    await eventually(async () => expect(await agent.sh('cat /run/held')).to.include('begin'), {
      withinMs: 30_000,
      everyMs: 20,
    });
  }
  async function endHeld(): Promise<void> {
    await agent.sh(`${CURL} http://10.1.0.1/end`);
    await eventually(async () => expect(await agent.sh('cat /run/held')).to.include('begin end'), {
      withinMs: 30_000,
      everyMs: 20,
    });
  }

  async function meanwhile(state: AgentState, break_: () => Promise<unknown>): Promise<void> {
    if (state === 'alive') return void (await break_());
    await agent.stopAgent();
    await break_();
    if (state === 'new') await agent.sh('rm -rf /run/state');
    await agent.startAgent(SWEPT);
  }

  for (const [first, state] of STATES.entries()) {
    const faults = FAULTS.filter((_, index) => IS_WHOLE || index % STATES.length === first);
    for (const { what, script, isKept } of faults) {
      it(`${what}, for an agent that is ${state}`, async () => {
        await agent.deploy(balancer(1));
        await agent.reported({ deviceId: id, outcome: 'done', generation: 1 }, 0, 30_000);
        const [pid = ''] = await haproxies();
        const isHeld = !script.includes('kill');
        if (isHeld) await hold();
        const variables = `dir=/run/state/haproxy/${id} ns=qlbaas-${id} pid=${pid}`;
        await meanwhile(state, () => agent.sh(`${variables}; ${script}`));
        await agent.deploy(balancer(2));
        await agent.reported({ deviceId: id, outcome: 'done', generation: 2 }, 0, 60_000);
        for (let count = 0; count < 10; count += 1) {
          expect(await agent.sh(`${CURL} http://${VIP}:8080/`)).to.equal('2');
        }
        if (isHeld) await endHeld();
        await eventually(
          async () => {
            const left = await haproxies();
            expect(left).to.have.lengthOf(1);
            if (isKept && state !== 'new') expect(left).to.deep.equal([pid]);
            const files = `ip netns pids qlbaas-${id}; cat /run/state/haproxy/${id}/pid`;
            expect((await agent.sh(files)).split('\n').filter((line) => line === left[0])).lengthOf(2);
          },
          { withinMs: 30_000, everyMs: 100 },
        );
        expect(await agent.sh(`grep -c 'server .* 10.1.0.2:' /run/state/haproxy/${id}/conf`)).to.equal('1\n');
      });
    }
  }

  it('its files are harmed one after another: each is noticed by itself, and told', async () => {
    await agent.stopAgent();
    await agent.startAgent(UNSWEPT);
    await agent.deploy(balancer(1));
    await agent.reported({ deviceId: id, outcome: 'done', generation: 1 }, 0, 30_000);
    for (const [script, words] of [
      ['rm -rf $dir', 'its directory is gone'],
      ['rm $dir/sock', 'its runtime socket is gone'],
      [`rm $dir/sock; ${SILENT}`, 'its runtime socket is gone'],
      ['echo nonsense > $dir/conf', 'the configuration file is not that of the process'],
      ['rm $dir/pid', 'its pid file did not name it'],
      ['mv $dir /run/elsewhere', 'its directory is gone'],
      ['mv /run/state/haproxy /run/elsewhere2', 'its directory is gone'],
      ['rm -rf /run/state/haproxy', 'its directory is gone'],
      ['umount -l /run/netns/$ns', 'the name of its namespace was lost'],
    ]) {
      const skip = (await agent.reports()).length;
      await agent.sh(`dir=/run/state/haproxy/${id} ns=qlbaas-${id}; ${script}`);
      const { incident } = await agent.reported({ deviceId: id, outcome: 'done' }, skip, 30_000);
      expect(incident?.words).to.equal(`HAProxy was not as it must be: ${words}`);
      expect(await agent.sh(`${CURL} http://${VIP}:8080/`)).to.equal('1');
    }
  });
});
