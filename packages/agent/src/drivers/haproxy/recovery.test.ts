import { dirname } from 'node:path';
import { ManualClock, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { DeviceFiles, FILES } from './files/device-files.ts';
import { HaproxyError, HaproxyRefused } from './model/errors.ts';
import { failure } from '../../testing/failure.ts';
import { VIP } from './testing/haproxy-bench.ts';
import { impersonate } from './testing/hanging-process.ts';
import { holdAsDebugger } from './testing/hold-as-debugger.ts';
import { plannedStep } from './steps.ts';
import { resetConnections } from './testing/reset-connections.ts';
import { DEVICE_ID, WebBench, http, web } from './testing/web-bench.ts';
import type { Notice } from '../device-driver.ts';

describe('recovery of HAProxy', function () {
  this.timeout(30_000);
  const bench = new WebBench();
  before(() => bench.open());
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  it('starts again after HAProxy was killed, with the counters going on', async () => {
    await bench.apply(web());
    for (let count = 0; count < 5; count += 1) await bench.get();
    await bench.driver.figures(DEVICE_ID, 1);
    process.kill(await bench.pid(), 'SIGKILL');
    await eventually(
      async () =>
        expect(await bench.driver.observe(DEVICE_ID)).deep.equal({
          running: false,
          reason: 'the process is gone',
        }),
      { withinMs: 2_000 },
    );
    expect(await bench.health(DEVICE_ID)).deep.equal([]);
    expect(await bench.kinds()).deep.equal(['start']);
    await bench.get();
    expect((await bench.totals(DEVICE_ID, 1))[0]).include({ totalConnections: 6 });
  });

  it('takes over from a process whose socket is gone', async () => {
    await bench.apply(web());
    const pid = await bench.pid();
    await bench.namespace.exec(bench.namespace.name, ['rm', `${bench.devicePath}/sock`]);
    expect(await bench.driver.observe(DEVICE_ID)).deep.equal({
      running: false,
      reason: 'its runtime socket is gone',
      unreachable: [pid],
    });
    expect(await bench.kinds()).deep.equal(['start']);
    expect(await bench.pid()).not.equal(pid);
    await eventually(async () => expect(await bench.processes()).deep.equal([await bench.pid()]), {
      withinMs: 3_000,
    });
  });

  it('takes a process that ends while it is asked for one that is gone', async () => {
    await bench.apply(web());
    process.kill(await bench.pid(), 'SIGKILL');
    await eventually(async () => expect(await bench.driver.observe(DEVICE_ID)).include({ running: false }), {
      withinMs: 2_000,
    });
    const endLast = await resetConnections(`${bench.devicePath}/sock`);
    const observed = await bench.driver.observe(DEVICE_ID);
    await endLast();
    expect(observed).deep.equal({ running: false, reason: 'the process is gone' });
    expect(await bench.kinds()).deep.equal(['start']);
  });

  it('says that a process hangs, and replaces it when that lasts', async () => {
    const clock = new ManualClock();
    await bench.driver.close();
    bench.driver = bench.newDriver({}, clock);
    await bench.apply(web());
    process.kill(await bench.pid(), 'SIGKILL');
    await eventually(async () => expect(await bench.driver.observe(DEVICE_ID)).include({ running: false }), {
      withinMs: 2_000,
    });
    const pid = await impersonate(bench.devicePath);
    // The socket counts as the device's own, as if HAProxy itself had opened it.
    const files = new DeviceFiles(dirname(bench.devicePath), DEVICE_ID);
    await files.write(FILES.socketMark, files.identity(FILES.socket) ?? '');
    await bench.driver.close();
    bench.driver = bench.newDriver({}, clock);
    const heard: Notice[] = [];
    bench.driver.onNotice((_, notice) => heard.push(notice));
    expect(await failure(bench.driver.figures(DEVICE_ID, 1))).include({ code: 'hung' });
    expect(heard).include('hung');
    expect(await failure(bench.driver.observe(DEVICE_ID))).include({ code: 'hung' });
    clock.advance(10_000);
    const reason = 'the process hung and had to be killed';
    const killed = { pid, why: 'hung' };
    expect(await bench.driver.observe(DEVICE_ID)).deep.equal({ running: false, reason, killed });
    expect(await bench.kinds()).deep.equal(['start']);
    expect(await bench.get()).property('status', 200);
  });

  it('says that a process hangs that somebody debugs, and leaves it to them', async () => {
    const clock = new ManualClock();
    await bench.driver.close();
    bench.driver = bench.newDriver({}, clock);
    await bench.apply(web());
    const pid = await bench.pid();
    const release = await holdAsDebugger(pid);
    for (let count = 0; count < 2; count += 1) {
      expect(await failure(bench.driver.observe(DEVICE_ID))).include({ code: 'hung' });
      clock.advance(10_000);
    }
    await release();
    expect(await bench.kinds()).deep.equal([]);
    expect(await bench.pid()).equal(pid);
  });

  it('keeps serving when HAProxy cannot run the next configuration', async () => {
    await bench.apply(web());
    const before = await bench.driver.observe(DEVICE_ID);
    await bench.namespace.startLoad({ host: VIP, port: 8080 }, 2, false);
    const error = await failure(bench.apply(web([http(1)], { addresses: ['203.0.113.9'] })));
    expect(error).instanceOf(HaproxyError).include({ code: 'start_failed' });
    expect(error).property('message').include('cannot bind socket');
    expect(await bench.namespace.stopLoad())
      .property('failures')
      .deep.equal([]);
    expect(await bench.driver.observe(DEVICE_ID)).deep.equal(before);
    expect(await bench.configText(DEVICE_ID)).equal(bench.driver.render(web())?.text);
    expect(await bench.kinds(web([http(1)]))).deep.equal(['server.remove']);
  });

  it('says in the words of HAProxy why it refuses a configuration, and keeps serving', async () => {
    await bench.apply(web());
    const before = await bench.driver.observe(DEVICE_ID);
    const odd = bench.newDriver({ user: 'nosuchuser' });
    for (const work of [
      () => odd.check(web()),
      () => odd.execute(web(), plannedStep({ kind: 'reload', reason: 'test' })),
    ]) {
      const error = await failure(work());
      expect(error).instanceOf(HaproxyRefused).include({ code: 'refused' });
      expect(error).property('message').include("cannot find user id for 'nosuchuser'");
    }
    expect(await bench.driver.observe(DEVICE_ID)).deep.equal(before);
    expect(await bench.get()).property('status', 200);
    await bench.driver.check(web());
  });
});
