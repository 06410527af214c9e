import { randomUUID } from 'node:crypto';
import type { LogicalDevice } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, member, pool } from './testing/device-builder.ts';
import { PrivateAgent } from './testing/private-agent.ts';
import { onWire, wireScript } from './testing/wire.ts';

/** A client, and two members that say which they are. */
const WIRE = `${wireScript('10.1.0.1/24', '10.1.0.2/24')}
for n in 1 2; do
  ip netns exec wire node -e 'require("http").createServer((q, r) => r.end(process.argv[1])).listen(80, "10.1.0." + process.argv[1])' $n >/dev/null 2>&1 &
done
`;
const VIP = '10.1.0.5';
const CURL =
  'ip netns exec wire curl -s -m 5 --retry 40 --retry-delay 0 --retry-connrefused --retry-all-errors';

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
  replaced('its runtime socket is gone', 'rm $dir/sock'),
  replaced('its runtime socket is a file', 'rm $dir/sock; touch $dir/sock'),
  replaced('its runtime socket is a directory', 'rm $dir/sock; mkdir $dir/sock'),
  replaced('another one runs from its directory', 'ip netns exec $ns haproxy -C $dir -D -f conf -p pid'),
  kept(
    'one of another version runs in its namespace',
    'grep -v stats $dir/conf | sed "s#server-state-file.*##; s#chroot.*##" > /run/other.cfg; ' +
      'ip netns exec $ns haproxy -D -f /run/other.cfg',
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
    await agent.startAgent({ LBAAS_SWEEP_INTERVAL: '0.3' });
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
  function balancer(generation: 1 | 2): LogicalDevice {
    const pools = [pool({ members: [member(generation, { address: `10.1.0.${generation}` })] })];
    return onWire(device({ deviceId: id, addresses: [VIP], pools, generation }));
  }

  /** All that run on this host. */
  const haproxies = async (): Promise<string[]> =>
    (await agent.sh('grep -lsx haproxy /proc/[0-9]*/comm || :'))
      .split('\n')
      .flatMap((line) => line.split('/')[2] ?? []);

  async function meanwhile(state: AgentState, break_: () => Promise<unknown>): Promise<void> {
    if (state === 'alive') return void (await break_());
    await agent.stopAgent();
    await break_();
    if (state === 'new') await agent.sh('rm -rf /run/state');
    await agent.startAgent({ LBAAS_SWEEP_INTERVAL: '0.3' });
  }

  for (const [first, state] of STATES.entries()) {
    const faults = FAULTS.filter((_, index) => IS_WHOLE || index % STATES.length === first);
    for (const { what, script, isKept } of faults) {
      it(`${what}, for an agent that is ${state}`, async () => {
        await agent.deploy(balancer(1));
        await agent.reported({ deviceId: id, outcome: 'done', generation: 1 }, 0, 30_000);
        const [pid = ''] = await haproxies();
        const variables = `dir=/run/state/haproxy/${id} ns=qlbaas-${id} pid=${pid}`;
        await meanwhile(state, () => agent.sh(`${variables}; ${script}`));
        await agent.deploy(balancer(2));
        await agent.reported({ deviceId: id, outcome: 'done', generation: 2 }, 0, 60_000);
        for (let count = 0; count < 10; count += 1) {
          expect(await agent.sh(`${CURL} http://${VIP}:8080/`)).to.equal('2');
        }
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
});
