import { eventually } from '@lbaas/common/runtime';
import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, id } from '../testing/device-builder.ts';
import { Janitor } from './janitor.ts';
import { ReconcileBench } from './testing/reconcile-bench.ts';

describe('Janitor', () => {
  let bench: ReconcileBench;
  let janitor: Janitor;
  const ID = device().device_id;

  beforeEach(() => {
    bench = new ReconcileBench();
    bench.reconciler.start();
    janitor = new Janitor({
      host: bench.host,
      drivers: bench.drivers,
      desired: bench.desired,
      reconciler: bench.reconciler,
      logger: createLogger({ name: 'test', level: 'silent' }),
      sweepEveryMs: 60_000,
      auditEveryMs: 20,
    });
  });
  afterEach(async () => {
    janitor.stop();
    await bench.reconciler.stop();
  });

  const bridges = async (): Promise<number> => (await bench.host.sweepBridges()).length;

  it('removes what nobody owns, with its bridge, once a complete list has come', async () => {
    await bench.deploy(device());
    bench.desired.clear();
    await janitor.sweep();
    await bench.reconciler.idle();
    expect(await bench.devicesOnHost()).to.deep.equal([ID]);
    bench.reconciler.orphansMayGo = true;
    await janitor.sweep();
    await bench.reconciler.idle();
    expect(await bench.devicesOnHost()).to.deep.equal([]);
    expect(await bench.driver.listDeviceIds()).to.deep.equal([]);
    expect(await bridges()).to.equal(1);
  });

  it('removes what was started from a state directory that is lost and is not wanted, and nothing else', async () => {
    await bench.deploy(device());
    await janitor.removeRemains();
    expect(await bench.devicesOnHost()).to.deep.equal([ID]);
    bench.driver.forgetDirectories();
    await janitor.removeRemains();
    expect(await bench.devicesOnHost()).to.deep.equal([ID]);
    bench.desired.clear();
    await janitor.removeRemains();
    expect(await bench.driver.listRunning()).to.deep.equal([]);
    expect(await bench.devicesOnHost()).to.deep.equal([]);
  });

  it('removes what runs and has neither files nor a namespace', async () => {
    await bench.deploy(device());
    bench.desired.clear();
    bench.driver.forgetDirectories();
    await bench.host.removeNamespace(`qlbaas-${ID}`);
    bench.reconciler.orphansMayGo = true;
    await janitor.sweep();
    await bench.reconciler.idle();
    expect(await bench.driver.listRunning()).to.deep.equal([]);
  });

  it('has a device observed that runs otherwise than it was left', async () => {
    await bench.deploy(device());
    bench.driver.changed = [ID, id('e', 7)];
    await janitor.sweep();
    await bench.reconciler.idle();
    expect(bench.driver.doubted).to.deep.equal([ID]);
  });

  it('leaves alone what is wanted, and what is being removed', async () => {
    await bench.deploy(device());
    bench.reconciler.orphansMayGo = true;
    await janitor.sweep();
    await bench.reconciler.idle();
    expect(await bench.devicesOnHost()).to.deep.equal([ID]);
  });

  it('has every device looked at from time to time', async () => {
    await bench.deploy(device());
    bench.driver.crash(ID);
    janitor.start();
    await eventually(() => expect(bench.driver.steps).to.deep.equal(['start 1', 'start 1']), {
      withinMs: 1000,
    });
  });
});
