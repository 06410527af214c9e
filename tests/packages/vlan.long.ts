import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { device, member, pool } from '@lbaas/agent/testing';
import type { LoadBalancerDevice } from '@lbaas/common/contract';
import { describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import { lackOfHosts } from '../../scripts/hosts/lack-of-hosts.ts';
import { runOnOwnKernel } from '../../scripts/hosts/own-kernel.ts';
import { shareWithAgent } from './support/own-kernel-share.ts';

/** What the agent depends on, and what shows frames: apt is slow on that kernel. */
const INSTALLED = ['haproxy', 'nftables', 'conntrack', 'tcpdump'];

interface OnVlan {
  /** One digit: of the device, its port and its network. */
  readonly device: number;
  readonly network: number;
  readonly physical: string;
  readonly vlan: number;
  readonly generation?: number;
}

/** Each has the same address, in front of the same member. */
function onVlan(it: OnVlan): LoadBalancerDevice {
  const deviceId = `e000000${it.device}-0000-4000-8000-000000000001`;
  const { snapshot, ...rest } = device({
    deviceId,
    generation: it.generation ?? 1,
    pools: [pool({ members: [member(1)] })],
  });
  if (snapshot.vip_port === null) throw new Error('a device without a port');
  const vip_port = {
    ...snapshot.vip_port,
    id: `f000000${it.device}-0000-4000-8000-000000000001`,
    mac_address: `fa:16:3e:00:00:0${it.device}`,
    network: {
      id: `f000000${it.network}-0000-4000-8000-000000000002`,
      type: 'vlan' as const,
      physical_network: it.physical,
      segmentation_id: it.vlan,
      mtu: 1500,
    },
  };
  return { ...rest, snapshot: { ...snapshot, vip_port } };
}

/** As the agent finds them on its disk, by the names that the job has for them. */
const PLACED = {
  one: onVlan({ device: 1, network: 1, physical: 'physnet1', vlan: 100 }),
  two: onVlan({ device: 2, network: 2, physical: 'physnet1', vlan: 200 }),
  'long-name': onVlan({ device: 3, network: 3, physical: 'physnet2', vlan: 100 }),
  'same-vlan': onVlan({ device: 3, network: 4, physical: 'physnet2', vlan: 100, generation: 2 }),
};

describeUnless(await lackOfHosts(), describe)('vlan networks, on a kernel that has them', function () {
  this.timeout(2_400_000);
  let share: string;

  before(async () => {
    share = await shareWithAgent('vlan-job.sh');
    for (const [name, placed] of Object.entries(PLACED)) {
      mkdirSync(join(share, name));
      const content = JSON.stringify({ wanted: 'present', device: placed });
      writeFileSync(join(share, name, `${placed.device_id}.json`), content);
    }
  });
  after(() => rmSync(share, { recursive: true, force: true }));

  it('carry frames with their tags, apart from each other, and come and go with their devices', async () => {
    const said = await runOnOwnKernel(share, { installed: INSTALLED });
    expect(said.trim().split('\n')).to.deep.equal([
      'ok      vlan                  the kernel has VLAN interfaces',
      'on-100 gets on-100',
      'on-200 gets on-200',
      'on-300 gets nothing',
      'eth1.100@eth1',
      'eth1.200@eth1',
      'frames with vlan 100',
      'while the agent is restarted: on-100',
      'interface eth1 of physical network physnet1 is down',
      'eth1.100 is back',
      '1 with a name of its own',
      '0 left',
    ]);
  });
});
