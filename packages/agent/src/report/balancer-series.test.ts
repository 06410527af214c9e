import { Metrics } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { EXPORTED_METRICS, type ExportedLevel, type ExportedRow } from '../drivers/index.ts';
import { device, listener, member, pool } from '../testing/device-builder.ts';
import { BalancerSeries } from './balancer-series.ts';

const row = (level: ExportedLevel, proxy: string, server?: string): ExportedRow => ({
  level,
  proxy,
  ...(server === undefined ? {} : { server }),
  values: EXPORTED_METRICS[level].map(({ states }, place) => (states === undefined ? place : 1)),
});

describe('BalancerSeries', () => {
  const web = device({
    listeners: [listener({ name: 'web-vip' })],
    pools: [pool({ name: 'web "1"', members: [member(1), member(2)] })],
  });
  const [frontend] = web.snapshot.listeners;
  const [backend] = web.snapshot.pools;
  const [first, second] = backend?.members ?? [];
  const rows = [
    row('frontend', frontend?.id ?? ''),
    row('backend', backend?.id ?? ''),
    row('server', backend?.id ?? '', first?.id),
    row('server', backend?.id ?? '', second?.id),
    // Deleted, and still finishing.
    row('server', backend?.id ?? '', 'gone'),
  ];

  async function linesOf(maxSeries: number, shown = rows): Promise<string[]> {
    const metrics = new Metrics();
    const series = new BalancerSeries(metrics, maxSeries);
    series.show(web, shown);
    return (await metrics.render()).split('\n').filter((line) => /^\w+\{/.test(line));
  }

  it('has the names of VIP, pool and member as labels, beside their ids', async () => {
    const lines = await linesOf(1000);
    expect(lines.find((line) => line.startsWith('haproxy_server_bytes_in_total'))).to.match(
      /^haproxy_server_bytes_in_total\{proxy="[-\w]+",vip="web-vip",pool="web \\"1\\"",server="[-\w]+",member="[\d.]+:\d+"\} \d+$/,
    );
    expect(lines.filter((line) => line.startsWith('haproxy_server_bytes_in_total'))).to.have.length(2);
    expect(lines.filter((line) => line.startsWith('haproxy_server_status'))).to.have.length(10);
    expect(lines).to.include('lbaas_agent_series_left_out{of="members"} 0');
  });

  it('leaves members out first, and then balancers, and says how many series that are', async () => {
    const own = (await linesOf(1000)).filter((line) => /^haproxy_(?:front|back)end/.test(line)).length;
    const withoutMembers = await linesOf(own);
    expect(withoutMembers.filter((line) => line.startsWith('haproxy_server'))).to.deep.equal([]);
    expect(withoutMembers.filter((line) => line.startsWith('haproxy_'))).to.have.length(own);
    expect(withoutMembers).to.include('lbaas_agent_series_left_out{of="balancers"} 0');
    expect(withoutMembers.find((line) => line.includes('of="members"'))).to.match(/ [1-9]\d*$/);
    const nothing = await linesOf(own - 1);
    expect(nothing.filter((line) => line.startsWith('haproxy_'))).to.deep.equal([]);
    expect(nothing).to.include(`lbaas_agent_series_left_out{of="balancers"} ${own}`);
  });

  it('shows nothing of what is gone, and never what a protocol does not have', async () => {
    const metrics = new Metrics();
    const series = new BalancerSeries(metrics, 1000);
    series.show(web, [{ ...row('backend', backend?.id ?? ''), values: [1, 5, Number.NaN] }]);
    expect(await metrics.render())
      .to.contain('haproxy_backend_current_sessions{')
      .and.not.to.contain('NaN');
    series.drop(web.device_id);
    expect(await metrics.render()).to.not.contain('haproxy_backend_current_sessions{');
  });
});
