import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { listener } from '../../../testing/device-builder.ts';
import { VIP } from '../testing/haproxy-bench.ts';
import { DEVICE_ID, WebBench, echo, http, tcp, web } from '../testing/web-bench.ts';

describe('counters of a device', function () {
  this.timeout(30_000);
  const bench = new WebBench();
  before(() => bench.open());
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  it('counts over reloads, restarts and epochs', async () => {
    const limits = [1_001, 1_002, 1_003];
    for (const connection_limit of limits) {
      await bench.apply(web([http(1)], { listeners: [listener({ connection_limit })] }));
      for (let count = 0; count < 3; count += 1) await bench.get();
    }
    const [totals] = await bench.totals(DEVICE_ID, 1);
    expect(totals).include({ totalConnections: 9, activeConnections: 0 });
    expect(totals?.bytesIn).greaterThan(9 * 30);
    expect((await bench.totals(DEVICE_ID, 2))[0]).include({ totalConnections: 0, bytesIn: 0 });
    await bench.get();
    await bench.driver.stop(DEVICE_ID);
    expect((await bench.newDriver().figures(DEVICE_ID, 2)).totals[0]).include({ totalConnections: 1 });
  });

  it('counts what an old process still carries after a reload, and ends it in time', async () => {
    await bench.namespace.listen({ kind: 'echo', port: 9102 });
    await bench.apply(tcp([echo(9102)], 10));
    await bench.namespace.echo('long', VIP, 8080, 'x'.repeat(100));
    await bench.apply(tcp([echo(9102)], 11));
    expect(await bench.driver.observe(DEVICE_ID))
      .property('oldPids')
      .length(1);
    await bench.namespace.echo('long', VIP, 8080, 'y'.repeat(1_000));
    await bench.namespace.hangUp('long');
    await eventually(
      async () => {
        expect(await bench.driver.observe(DEVICE_ID))
          .property('oldPids')
          .length(0);
        expect((await bench.totals(DEVICE_ID, 1))[0]).include({
          totalConnections: 1,
          bytesIn: 1_100,
          bytesOut: 1_100,
        });
      },
      { withinMs: 5_000 },
    );
  });
});
