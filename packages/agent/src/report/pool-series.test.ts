import { Metrics } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { PoolSeries } from './pool-series.ts';

const totals = (poolId: string, bytesIn: number) => ({
  poolId,
  bytesIn,
  bytesOut: 2,
  activeConnections: 3,
  totalConnections: 4,
});

describe('PoolSeries', () => {
  it('shows the pools that there are, and no others', async () => {
    const metrics = new Metrics();
    const series = new PoolSeries(metrics);
    series.show('d1', [totals('p1', 1), totals('p2', 1)]);
    series.show('d1', [totals('p2', 7)]);
    series.show('d2', [totals('p3', 1)]);
    series.drop('d2');
    const lines = (await metrics.render()).split('\n').filter((line) => line.includes('{'));
    expect(lines).to.have.length(4);
    expect(lines).to.include('lbaas_agent_pool_bytes_in{device="d1",pool="p2"} 7');
  });
});
