import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { listener, monitor, pool } from '../../../testing/device-builder.ts';
import { DEVICE_ID, WebBench, http, web } from '../testing/web-bench.ts';
import type { Notice } from '../../device-driver.ts';

describe('notices of members', function () {
  this.timeout(30_000);
  const bench = new WebBench();
  let heard: Notice[];

  before(() => bench.open());
  after(() => bench.close());
  beforeEach(async () => {
    await bench.driver.close();
    bench.driver = bench.newDriver();
    listen();
  });
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  function listen(): void {
    heard = [];
    bench.driver.onNotice((deviceId, notice) => {
      expect(deviceId).equal(DEVICE_ID);
      heard.push(notice);
    });
  }

  const checked = (port: number, connection_limit = 1_000) =>
    web([], {
      listeners: [listener({ connection_limit })],
      pools: [
        pool({
          members: [http(1), http(2, { protocol_port: port })],
          health_monitors: [monitor(1, { type: 'TCP', delay: 1, timeout: 1, max_retries: 1 })],
        }),
      ],
    });

  const hears = (notice: Notice): Promise<unknown> =>
    eventually(() => expect(heard).include(notice), { withinMs: 8_000, everyMs: 5 });
  const health = async (): Promise<string[]> =>
    (await bench.driver.figures(DEVICE_ID, 1)).health.map((report) => report.health);

  it('come when a member goes down and up, without a question', async () => {
    await bench.namespace.listen({ kind: 'tcp', port: 9151 });
    await bench.apply(checked(9151));
    expect(await bench.driver.figures(DEVICE_ID, 1)).include({ followed: true });
    expect(heard).deep.equal([]);
    await bench.namespace.unlisten(9151);
    await hears('changed');
    expect(await health()).deep.equal(['up', 'down']);
    heard = [];
    await bench.namespace.listen({ kind: 'tcp', port: 9151 });
    await hears('changed');
    expect(await health()).deep.equal(['up', 'up']);
    await bench.namespace.unlisten(9151);
  });

  it('come of what had happened before anybody listened', async () => {
    await bench.apply(checked(9999));
    await eventually(async () => expect((await bench.health(DEVICE_ID))[1]?.health).equal('down'), {
      withinMs: 5_000,
    });
    await bench.driver.close();
    bench.driver = bench.newDriver();
    listen();
    await bench.driver.figures(DEVICE_ID, 1);
    await hears('changed');
  });

  it('tell when the process ends, and not when it is replaced; the old one is free to go', async () => {
    await bench.apply(checked(9002));
    await bench.driver.figures(DEVICE_ID, 1);
    await bench.apply(checked(9002, 1_001));
    await bench.settled(DEVICE_ID);
    await bench.driver.figures(DEVICE_ID, 1);
    expect(heard).deep.equal([]);
    process.kill(await bench.pid(), 'SIGKILL');
    await hears('ended');
  });

  it('do not come without a monitor', async () => {
    await bench.apply(web());
    expect(await bench.driver.figures(DEVICE_ID, 1)).include({ followed: false });
  });

  it('come beside a log', async () => {
    await bench.driver.close();
    bench.driver = bench.newDriver({ logTarget: '127.0.0.1:514' });
    listen();
    await bench.apply(checked(9999));
    expect(await bench.driver.figures(DEVICE_ID, 1)).include({ followed: true });
    await hears('changed');
    expect(await bench.get()).property('status', 200);
  });
});
