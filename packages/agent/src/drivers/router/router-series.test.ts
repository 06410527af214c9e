import { Metrics } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { RouterSeries } from './router-series.ts';

const NAME = 'lbaas_agent_floating_ip_packets';
const traffic = (packets: Readonly<Record<string, number>>) => ({
  packets: 0,
  bytes: 0,
  floatingIps: new Map(
    Object.entries(packets).map(([address, count]) => [address, { packets: count, bytes: 0 }]),
  ),
});

describe('the series of routers', () => {
  async function shown(metrics: Metrics): Promise<Record<string, number>> {
    const readings = await metrics.read(NAME);
    return Object.fromEntries(readings.map(({ labels, value }) => [labels['address'], value]));
  }

  it('show each floating IP as it was seen last, and none that is gone', async () => {
    const metrics = new Metrics();
    const series = new RouterSeries(metrics);
    series.show('r', traffic({ a: 1, b: 2 }));
    series.show('r', traffic({ a: 1, b: 5, c: 0 }));
    expect(await shown(metrics)).to.deep.equal({ a: 1, b: 5, c: 0 });
    series.show('r', traffic({ c: 0 }));
    expect(await shown(metrics)).to.deep.equal({ c: 0 });
  });

  it('show a router that comes back with the very figures of before', async () => {
    const metrics = new Metrics();
    const series = new RouterSeries(metrics);
    series.show('r', traffic({ a: 1 }));
    series.drop('r');
    expect(await shown(metrics)).to.deep.equal({});
    series.show('r', traffic({ a: 1 }));
    expect(await shown(metrics)).to.deep.equal({ a: 1 });
  });

  it('set what has changed only, of however many floating IPs', async () => {
    const metrics = new Metrics();
    const series = new RouterSeries(metrics);
    series.show('r', traffic({ a: 1, b: 2 }));
    const set: unknown[] = [];
    const gauge = metrics.gauge(NAME, '');
    const original = gauge.set.bind(gauge);
    Object.assign(gauge, {
      set: (labels: { address: string }, value: number) => {
        set.push(labels.address);
        original(labels, value);
      },
    });
    series.show('r', traffic({ a: 1, b: 3 }));
    expect(set).to.deep.equal(['b']);
    expect(await shown(metrics)).to.deep.equal({ a: 1, b: 3 });
  });
});
