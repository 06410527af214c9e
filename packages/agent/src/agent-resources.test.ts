import { randomUUID } from 'node:crypto';
import type { LoadBalancerDevice } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, member, pool } from './testing/device-builder.ts';
import { PrivateAgent } from './testing/private-agent.ts';
import { onWire, wireScript } from './testing/wire.ts';

const STATE = '/run/state';
/** Its balancers go on meanwhile; what the disk refuses is shown, and done when it is taken again. */
describe('agent whose disk takes no writes', function () {
  this.timeout(120_000);
  let agent: PrivateAgent;
  let id: string;

  before(async () => {
    agent = await PrivateAgent.start('physnet1:eth1');
    await agent.sh(wireScript('10.1.0.1/24', '10.1.0.2/24', '2001:db8:1::1/64 nodad'));
    await agent.stopAgent();
    await agent.sh(`mkdir -p ${STATE} && mount -t tmpfs -o size=4m tmpfs ${STATE}`);
    await agent.startAgent();
  });
  after(() => agent.stop());
  beforeEach(async () => {
    id = randomUUID();
    await agent.deploy(balancer(1));
    await agent.reported({ deviceId: id, outcome: 'done', observedGeneration: 1 });
  });
  afterEach(async () => {
    await agent.undeploy(id, 99);
    await agent.reported({ deviceId: id, outcome: 'removed', epoch: 99 });
  });

  /** Each generation needs another process. */
  const balancer = (generation: number): LoadBalancerDevice => {
    const methods = ['ROUND_ROBIN', 'LEAST_CONNECTIONS'] as const;
    const pools = [
      pool({
        lb_method: methods[generation % 2] ?? 'ROUND_ROBIN',
        members: [member(1, { address: '10.1.0.1' })],
      }),
    ];
    return onWire(device({ deviceId: id, addresses: ['10.1.0.5'], pools, generation }), () => ({}));
  };
  const desired = (): Promise<string> => agent.sh(`cat ${STATE}/desired/${id}.json`);
  /** What serves. A look at the namespace has processes there too, for a moment. */
  const pids = (): Promise<string> =>
    agent.sh(`for pid in $(ip netns pids qlbaas-${id}); do
      ! grep -qx haproxy /proc/$pid/comm 2>/dev/null || echo $pid
    done`);

  const CASES = [
    {
      what: 'full',
      refuse: `dd if=/dev/zero of=${STATE}/fill bs=4k 2>/dev/null || :`,
      heal: `rm ${STATE}/fill`,
      words: /ENOSPC|no space left/i,
    },
    {
      what: 'read-only',
      refuse: `mount -o remount,ro ${STATE}`,
      heal: `mount -o remount,rw ${STATE}`,
      words: /EROFS|read-only file system/i,
    },
  ];
  for (const { what, refuse, heal, words } of CASES) {
    it(`a disk that is ${what}: says so, leaves what serves, and does it all when there is room`, async () => {
      const before = await pids();
      await agent.sh(refuse);
      try {
        await agent.deploy(balancer(2));
        const failed = await agent.reported({ deviceId: id, generation: 2, outcome: 'failed' });
        expect(failed.error).to.match(words);
        expect(failed.observedGeneration).to.equal(1);
        expect(await pids()).to.equal(before);
      } finally {
        await agent.sh(heal);
      }
      await agent.reported({ deviceId: id, generation: 2, outcome: 'done', observedGeneration: 2 });
      // What the disk has refused is written again every 5 s.
      await eventually(
        async () => expect(JSON.parse(await desired())).to.have.nested.property('device.generation', 2),
        { withinMs: 60_000, everyMs: 200 },
      );
    });
  }
});
