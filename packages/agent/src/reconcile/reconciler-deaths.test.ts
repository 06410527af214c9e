import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device } from '../testing/device-builder.ts';
import { ReconcileBench } from './testing/reconcile-bench.ts';

const ID = device().device_id;

describe('Reconciler, when an HAProxy ends', () => {
  let bench: ReconcileBench;
  beforeEach(() => {
    bench = new ReconcileBench();
    bench.reconciler.start();
  });
  afterEach(() => bench.reconciler.stop());

  /** The HAProxy of the device has the pid of a process that can end; the next one has ours again. */
  async function deployAsChild(): Promise<ChildProcess> {
    const child = spawn('sleep', ['60']);
    bench.driver.nextPid = child.pid ?? 0;
    await bench.deploy(device());
    bench.driver.nextPid = process.pid;
    return child;
  }

  it('notices the end of an HAProxy, says so and starts it again', async () => {
    const child = await deployAsChild();
    bench.driver.crash(ID);
    child.kill('SIGKILL');
    await eventually(() => expect(bench.reports).to.have.length(3), { withinMs: 1000 });
    expect(bench.reports[1]).to.include({ outcome: 'failed', observedGeneration: 0 });
    expect(bench.reports[1]?.error).to.include(`process ${child.pid}`);
    expect(bench.reports[2]).to.include({ outcome: 'done', how: 'start', observedGeneration: 1 });
    const words = `HAProxy (process ${child.pid}) has ended`;
    for (const report of bench.reports.slice(1)) expect(report.incident).to.include({ words, generation: 1 });
    await bench.deploy(device({ generation: 2 }));
    expect(bench.reports[3])
      .to.include({ outcome: 'done', generation: 2 })
      .and.to.not.have.property('incident');
  });

  it('tells of an HAProxy that ended before a look at it came before the watch, once', async () => {
    const child = await deployAsChild();
    const ended = once(child, 'exit');
    bench.driver.crash(ID);
    bench.reconciler.audit(ID);
    await bench.reconciler.idle();
    child.kill('SIGKILL');
    await ended;
    expect(bench.reports).to.have.length(2);
    const words = `HAProxy (process ${child.pid}) has ended`;
    expect(bench.lastReport).to.include({ outcome: 'done', how: 'start', observedGeneration: 1 });
    expect(bench.lastReport.incident).to.include({ words, generation: 1 });
    await bench.deploy(device({ generation: 2 }));
    expect(bench.lastReport).to.include({ generation: 2 }).and.to.not.have.property('incident');
  });

  it('kills an HAProxy that is stopped and stays so, says so and starts another', async () => {
    const child = await deployAsChild();
    const ended = once(child, 'exit');
    bench.driver.crash(ID);
    child.kill('SIGSTOP');
    expect((await ended)[1]).to.equal('SIGKILL');
    await eventually(() => expect(bench.reports).to.have.length(3), { withinMs: 1000 });
    expect(bench.reports[1]).to.include({ outcome: 'failed', observedGeneration: 0 });
    expect(bench.reports[1]?.error).to.include(`process ${child.pid}) was stopped by a signal`);
    expect(bench.reports[2]).to.include({ outcome: 'done', how: 'start', observedGeneration: 1 });
  });

  for (const why of ['hung', 'was stopped by a signal'] as const) {
    it(`tells of an HAProxy that ${why} and was killed by a look at it, once`, async () => {
      await bench.deploy(device());
      bench.driver.hold(ID, why);
      for (let looks = 0; looks < 2; looks++) {
        bench.reconciler.audit(ID);
        await bench.reconciler.idle();
      }
      expect(bench.reports).to.have.length(2);
      expect(bench.lastReport).to.include({ outcome: 'done', how: 'start', observedGeneration: 1 });
      const words = `HAProxy (process ${process.pid}) ${why} and had to be killed`;
      expect(bench.lastReport.incident).to.include({ words, generation: 1 });
      await bench.deploy(device({ generation: 2 }));
      expect(bench.lastReport).to.include({ generation: 2 }).and.to.not.have.property('incident');
    });
  }
});
