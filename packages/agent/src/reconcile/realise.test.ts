import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, member, pool } from '../drivers/haproxy/testing/device-builder.ts';
import { InMemoryHost } from '../host/index.ts';
import { PortGlances } from './port-glances.ts';
import { realise } from './realise.ts';
import { ScriptedHaproxy } from './testing/scripted-haproxy.ts';

describe('realise', () => {
  it('has no port to read again once there is none', async () => {
    const clock = new ManualClock();
    const glances = new PortGlances({ glance: () => 'as it was' }, clock);
    const drivers = { host: new InMemoryHost(), glances, haproxy: new ScriptedHaproxy() };
    const id = device().device_id;
    const reach = async (changes: Parameters<typeof device>[0]): Promise<void> => {
      expect((await realise(drivers, device(changes), clock)).failure).to.equal(undefined);
    };
    // The second look goes through the process that the first one has started.
    await reach({});
    await reach({});
    await reach({ generation: 2, pools: [pool({ members: [member(1)] })] });
    expect(glances.dueInMs(id)).to.equal(2000);
    await reach({ generation: 3, listeners: [] });
    expect(glances.dueInMs(id)).to.equal(undefined);
  });
});
