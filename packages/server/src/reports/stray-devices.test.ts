import { ManualClock, createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { StrayDevices } from './stray-devices.ts';

const stray = { host: 'one', device_id: '5e1f0c4e-6d0b-4f5e-9f3e-2b1a0c9d8e7f', epoch: 4 };

describe('StrayDevices', () => {
  let clock: ManualClock;
  let sent: unknown[];
  let strays: StrayDevices;

  beforeEach(() => {
    clock = new ManualClock();
    sent = [];
    const rpc = { cast: async (...cast: readonly unknown[]) => void sent.push(cast) };
    strays = new StrayDevices({ rpc, clock, logger: createLogger({ name: 'test', level: 'silent' }) });
  });

  it('answers a status at once, and again while it goes on', async () => {
    await strays.takeDown(stray, 'status');
    await strays.takeDown(stray, 'status');
    expect(sent).to.deep.equal([
      [{ agent: 'one' }, 'undeploy_device', { device_id: stray.device_id, epoch: 4, stray: true }],
    ]);
    clock.advance(5000);
    await strays.takeDown(stray, 'status');
    expect(sent).to.have.length(2);
  });

  it('lets the last words of a removed device pass', async () => {
    await strays.takeDown(stray, 'telemetry');
    clock.advance(1000);
    await strays.takeDown(stray, 'telemetry');
    expect(sent).to.have.length(0);
    clock.advance(1000);
    await strays.takeDown(stray, 'telemetry');
    expect(sent).to.have.length(1);
  });
});
