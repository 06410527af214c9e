import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { DriverError } from '../drivers/index.ts';
import { device, listener, member, pool } from '../testing/device-builder.ts';
import { ReconcileBench } from './testing/reconcile-bench.ts';

const ID = device().device_id;
const otherListener = listener({ protocol_port: 8081 });

describe('Reconciler', () => {
  let bench: ReconcileBench;
  beforeEach(() => {
    bench = new ReconcileBench();
    bench.reconciler.start();
  });
  afterEach(() => bench.reconciler.stop());

  const restartAgent = async (): Promise<ReconcileBench> => {
    await bench.reconciler.stop();
    bench = new ReconcileBench(bench);
    bench.reconciler.start();
    await bench.reconciler.idle();
    return bench;
  };

  describe('a device that must be there', () => {
    it('is plugged, started, read back and reported', async () => {
      await bench.deploy(device());
      expect(bench.lastReport).to.deep.equal({
        epoch: 1,
        generation: 1,
        observedGeneration: 1,
        outcome: 'done',
        how: 'start',
        error: undefined,
      });
      expect(await bench.devicesOnHost()).to.deep.equal([ID]);
      expect(bench.realised).to.deep.equal([ID]);
    });

    it('is left alone when it is as it must be, and reported again only when asked', async () => {
      await bench.deploy(device());
      bench.reconciler.audit(ID);
      await bench.reconciler.idle();
      expect(bench.reports).to.have.length(1);
      await bench.touch(ID);
      expect(bench.lastReport).to.include({ outcome: 'done', how: 'noop', observedGeneration: 1 });
      expect(bench.driver.steps).to.deep.equal(['start 1']);
    });

    it('changes by the cheapest step that does it', async () => {
      await bench.deploy(device());
      await bench.deploy(device({ generation: 2, pools: [pool({ members: [member(1)] })] }));
      expect(bench.lastReport).to.include({ how: 'runtime', observedGeneration: 2 });
      await bench.deploy(device({ generation: 3, listeners: [otherListener] }));
      expect(bench.lastReport).to.include({ how: 'reload', observedGeneration: 3 });
    });

    it('gets another address without losing its port', async () => {
      await bench.deploy(device());
      await bench.deploy(device({ generation: 2, addresses: ['10.0.0.101'] }));
      expect(bench.lastReport).to.include({ outcome: 'done', how: 'runtime' });
      expect(bench.memories.of(ID).lastPlan.map(({ step }) => step)).to.deep.equal([
        'security.set',
        'address.add 10.0.0.101/24',
        'address.remove 10.0.0.100/24',
      ]);
    });

    it('has nothing to run: nothing is made, and that is reported as done', async () => {
      await bench.deploy(device({ listeners: [] }));
      expect(bench.lastReport).to.include({ outcome: 'done', how: 'noop', observedGeneration: 1 });
      expect(await bench.devicesOnHost()).to.deep.equal([]);
    });

    it('has nothing to run any longer: everything goes', async () => {
      await bench.deploy(device());
      await bench.deploy(device({ generation: 2, adminStateUp: false }));
      expect(bench.lastReport).to.include({ outcome: 'done', how: 'stop', observedGeneration: 2 });
      expect(await bench.devicesOnHost()).to.deep.equal([]);
    });

    it('is the same device under another epoch', async () => {
      await bench.deploy(device());
      await bench.deploy(device({ epoch: 2 }));
      expect(bench.lastReport).to.include({ epoch: 2, outcome: 'done', how: 'noop' });
      expect(bench.driver.steps).to.deep.equal(['start 1']);
    });
  });

  describe('a failure', () => {
    it('is that of a device whose driver this agent does not have', async () => {
      await bench.deploy({ ...device(), driver: 'other_driver' });
      const error = 'this agent does not have the driver other_driver';
      expect(bench.lastReport).to.include({ outcome: 'failed', how: 'noop', observedGeneration: 0, error });
      await bench.undeploy(ID);
      expect(bench.lastReport).to.include({ outcome: 'removed' });
    });

    it('keeps the old configuration serving when HAProxy refuses the next, in its own words', async () => {
      await bench.deploy(device());
      bench.driver.refused.add(ID);
      await bench.deploy(device({ generation: 2, listeners: [otherListener] }));
      expect(bench.lastReport).to.deep.equal({
        epoch: 1,
        generation: 2,
        observedGeneration: 1,
        outcome: 'failed',
        how: 'reload',
        error: 'config : unknown keyword',
      });
    });

    it('leaves the port alone when HAProxy refuses what comes with its change', async () => {
      await bench.deploy(device());
      bench.driver.refused.add(ID);
      await bench.deploy(device({ generation: 2, addresses: ['10.0.0.101'], listeners: [otherListener] }));
      expect(bench.lastReport).to.include({ outcome: 'failed', observedGeneration: 1 });
      bench.driver.refused.clear();
      await bench.deploy(device({ generation: 3 }));
      expect(bench.lastReport).to.include({ outcome: 'done', observedGeneration: 3 });
      expect(bench.memories.of(ID).reloads).to.equal(0);
    });

    it('remembers which generation serves, though runtime changes do not raise that of the process', async () => {
      await bench.deploy(device());
      await bench.deploy(device({ generation: 2, pools: [pool({ members: [member(1)] })] }));
      bench.driver.refused.add(ID);
      await bench.deploy(device({ generation: 3, listeners: [otherListener] }));
      expect(bench.lastReport).to.include({ outcome: 'failed', observedGeneration: 2 });
    });

    it('shows nothing when nothing runs', async () => {
      bench.driver.refused.add(ID);
      await bench.deploy(device());
      expect(bench.lastReport).to.include({ outcome: 'failed', observedGeneration: 0 });
    });

    it('is not reported when the next attempt, at once, overcomes it', async () => {
      bench.driver.failures.set(ID, [new DriverError('passing', 'no answer')]);
      await bench.deploy(device());
      await eventually(() => expect(bench.lastReport).to.include({ outcome: 'done' }), { withinMs: 1000 });
      expect(bench.reports).to.have.length(1);
    });

    it('is reported once when it stays', async () => {
      const failure = new DriverError('passing', 'no answer');
      bench.driver.failures.set(
        ID,
        Array.from({ length: 4 }, () => failure),
      );
      await bench.deploy(device());
      await eventually(() => expect(bench.lastReport).to.include({ outcome: 'done' }), { withinMs: 2000 });
      expect(bench.reports.map(({ outcome, error }) => error ?? outcome)).to.deep.equal([
        'no answer',
        'done',
      ]);
    });

    it('does not delay other devices', async () => {
      bench.driver.stuck.add(ID);
      bench.desired.set(ID, { wanted: 'present', device: device() });
      bench.reconciler.touch(ID);
      const others = Array.from({ length: 10 }, () => device({ deviceId: randomUUID() }));
      for (const other of others) {
        bench.desired.set(other.device_id, { wanted: 'present', device: other });
        bench.reconciler.touch(other.device_id);
      }
      await eventually(() => expect(bench.reports).to.have.length(10), { withinMs: 1000 });
      // Not awaited: it waits for the device that hangs.
      void bench.reconciler.stop();
      bench = new ReconcileBench();
    });
  });

  describe('a device that must go', () => {
    it('is stopped, removed and reported, as often as asked', async () => {
      await bench.deploy(device());
      await bench.undeploy(ID);
      expect(bench.lastReport).to.deep.equal({
        epoch: 1,
        generation: 1,
        observedGeneration: 0,
        outcome: 'removed',
        how: 'stop',
        error: undefined,
      });
      expect(await bench.devicesOnHost()).to.deep.equal([]);
      expect(await bench.driver.listDeviceIds()).to.deep.equal([]);
      await bench.touch(ID);
      expect(bench.reports).to.have.length(3);
    });

    it('is confirmed even if it never was here', async () => {
      await bench.undeploy(ID, 7, 0);
      expect(bench.lastReport).to.include({ outcome: 'removed', epoch: 7 });
    });

    it('is one that nobody owns only after a complete list in this connection', async () => {
      await bench.deploy(device());
      bench.desired.clear();
      bench.reconciler.audit(ID);
      await bench.reconciler.idle();
      expect(await bench.devicesOnHost()).to.deep.equal([ID]);
      bench.reconciler.orphansMayGo = true;
      bench.reconciler.audit(ID);
      await bench.reconciler.idle();
      expect(await bench.devicesOnHost()).to.deep.equal([]);
      expect(bench.reports).to.have.length(1);
    });
  });

  describe('a disabled agent', () => {
    it('takes its devices down and brings them back', async () => {
      await bench.deploy(device());
      bench.desired.adminStateUp = false;
      await bench.touch(ID);
      expect(bench.lastReport).to.include({ outcome: 'removed', observedGeneration: 0 });
      expect(await bench.devicesOnHost()).to.deep.equal([]);
      bench.desired.adminStateUp = true;
      await bench.touch(ID);
      expect(bench.lastReport).to.include({ outcome: 'done', how: 'start' });
    });
  });

  describe('an agent that was restarted', () => {
    it('adopts what runs, without a step, and reports it', async () => {
      await bench.deploy(device());
      await bench.deploy(device({ generation: 2, pools: [pool({ members: [member(1)] })] }));
      const before = bench.driver.steps.length;
      await restartAgent();
      expect(bench.lastReport).to.include({ outcome: 'done', how: 'noop', observedGeneration: 2 });
      expect(bench.driver.steps).to.have.length(before);
    });

    it('heals what died meanwhile', async () => {
      await bench.deploy(device());
      bench.driver.crash(ID);
      await restartAgent();
      expect(bench.lastReport).to.include({ outcome: 'done', how: 'start' });
    });
  });
});
