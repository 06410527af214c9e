import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, member, pool } from '../testing/device-builder.ts';
import { InMemoryHost } from '../host/index.ts';
import { DriverTable } from '../drivers/index.ts';
import { PortFingerprints } from './port-fingerprints.ts';
import { realise } from './realise.ts';
import { type Observed, ScriptedDriver } from './testing/scripted-driver.ts';

/** Remembers what it was told to. */
class RecallingDriver extends ScriptedDriver {
  remembered: Observed | undefined;
  readings = 0;

  recall(): Observed | undefined {
    return this.remembered;
  }

  override observe(deviceId: string): Promise<Observed> {
    this.readings += 1;
    return super.observe(deviceId);
  }
}

describe('realise', () => {
  describe('with what the driver recalls', () => {
    const clock = new ManualClock();
    const fingerprints = new PortFingerprints({ fingerprint: () => undefined }, clock);
    const changed = device({ generation: 2, pools: [pool({ members: [member(1)] })] });
    let driver: RecallingDriver;
    let reach: (isNews: boolean, wanted?: typeof changed) => Promise<number>;

    beforeEach(async () => {
      driver = new RecallingDriver();
      const options = { host: new InMemoryHost(), drivers: new DriverTable([driver]), fingerprints, clock };
      reach = async (isNews, wanted = changed) => {
        driver.readings = 0;
        expect((await realise({ ...options, isNews }, wanted)).failure).to.equal(undefined);
        return driver.readings;
      };
      await reach(false, device());
      driver.remembered = await driver.peek(changed.device_id);
    });

    it('plans a change by that, and reads what has come of it', async () => {
      expect(await reach(true)).to.equal(1);
      expect(driver.steps).to.deep.equal(['start 1', 'members 2']);
    });

    it('reads where nothing is to change', async () => {
      expect(await reach(false)).to.equal(2);
      expect(driver.steps).to.deep.equal(['start 1', 'members 2']);
      expect(await reach(false)).to.equal(1);
    });

    it('mends what has happened since, whether the change concerns it or not', async () => {
      driver.crash(changed.device_id);
      expect(await reach(true, device({ generation: 2 }))).to.equal(2);
      expect(driver.steps).to.deep.equal(['start 1', 'start 2']);
      driver.crash(changed.device_id);
      await reach(true, device({ generation: 3, pools: [pool({ members: [member(1)] })] }));
      expect(driver.steps.at(-1)).to.equal('members 3');
    });
  });

  it('has no port to read again once there is none', async () => {
    const clock = new ManualClock();
    const fingerprints = new PortFingerprints({ fingerprint: () => 'as it was' }, clock);
    const drivers = new DriverTable([new ScriptedDriver()]);
    const options = { host: new InMemoryHost(), drivers, fingerprints, clock };
    const id = device().device_id;
    const reach = async (changes: Parameters<typeof device>[0]): Promise<void> => {
      expect((await realise(options, device(changes))).failure).to.equal(undefined);
    };
    // The second observation goes through the process that the first one has started.
    await reach({});
    await reach({});
    await reach({ generation: 2, pools: [pool({ members: [member(1)] })] });
    expect(fingerprints.dueInMs(id)).to.equal(2000);
    await reach({ generation: 3, listeners: [] });
    expect(fingerprints.dueInMs(id)).to.equal(undefined);
  });

  it('fails for a driver that this agent does not have, and says which', async () => {
    const clock = new ManualClock();
    const fingerprints = new PortFingerprints({ fingerprint: () => undefined }, clock);
    const [host, driver] = [new InMemoryHost(), new ScriptedDriver('box_driver')];
    const options = { host, drivers: new DriverTable([driver]), fingerprints, clock };
    const missing = await realise(options, { ...device(), driver: 'other_driver' });
    expect(missing).to.include({ plan: undefined, how: 'noop' });
    expect(missing.failure).to.deep.equal({
      words: 'this agent does not have the driver other_driver',
      mayPass: false,
    });
    expect((await realise(options, device())).failure?.words).to.include('haproxy_ns');
    expect(driver.steps).to.deep.equal([]);
    expect((await realise(options, { ...device(), driver: 'box_driver' })).failure).to.equal(undefined);
    expect(driver.steps).to.deep.equal(['start 1']);
  });
});
