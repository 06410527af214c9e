import type { HealthMonitor, Member } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, id, member, monitor, pool } from '../../testing/device-builder.ts';
import { HaproxyBench, VIP, VIP6, selfSigned } from './testing/haproxy-bench.ts';
import type { MemberHealthReport } from '../figures.ts';

const DEVICE_ID = id('e', 1);
const fast = (number: number, changes: Partial<HealthMonitor>): HealthMonitor =>
  monitor(number, { delay: 1, timeout: 1, max_retries: 1, ...changes });
const at = (number: number, address: string, protocol_port: number): Member =>
  member(number, { address, protocol_port });

describe('monitors', function () {
  this.timeout(30_000);
  const bench = new HaproxyBench({ combineIntervalMs: 200 });
  const { namespace } = bench;
  before(() => bench.open());
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  const serve = (members: Member[], ...health_monitors: HealthMonitor[]) =>
    bench.apply(device({ addresses: [VIP], pools: [pool({ members, health_monitors })] }));

  const health = async (number: number): Promise<MemberHealthReport | undefined> =>
    (await bench.health(DEVICE_ID)).find(({ memberId }) => memberId === id('c', number));

  const becomes = (number: number, expected: string, check = /./) =>
    eventually(
      async () => {
        const report = await health(number);
        expect(report).property('health').equal(expected);
        expect(report?.check ?? '').match(check);
      },
      { withinMs: 8_000 },
    );

  it('without a monitor nothing is checked', async () => {
    await serve([at(1, '127.0.0.1', 9999)]);
    expect(await health(1)).deep.equal({
      poolId: id('a', 1),
      memberId: id('c', 1),
      health: 'no_check',
      check: undefined,
    });
  });

  it('TCP connects', async () => {
    await namespace.listen({ kind: 'tcp', port: 9201 });
    await serve([at(1, '127.0.0.1', 9201), at(2, '::1', 9201)], fast(1, { type: 'TCP' }));
    await becomes(1, 'up', /^L4OK/);
    await becomes(2, 'up', /^L4OK/);
    await namespace.unlisten(9201);
    await becomes(1, 'down', /^L4CON/);
    await namespace.listen({ kind: 'tcp', port: 9201 });
    await becomes(1, 'up', /^L4OK/);
  });

  it('HTTP sends method, path and Host, and compares the code', async () => {
    const path = "/a-z_~!$&'()*+,;=:@%20/?x";
    await namespace.listen({ kind: 'http', port: 9202, status: 204 });
    await serve(
      [at(1, '127.0.0.1', 9202)],
      fast(1, { http_method: 'OPTIONS', url_path: path, expected_codes: '200, 204' }),
    );
    await becomes(1, 'up', /^L7OK\/204/);
    const seen = await namespace.lastRequest(9202);
    expect(seen).deep.equal({ method: 'OPTIONS', url: path, host: VIP, version: '1.1' });
    await namespace.listen({ kind: 'http', port: 9202, status: 500 });
    await becomes(1, 'down', /^L7STS\/500 in \d+ms$/);
    await namespace.listen({ kind: 'http', port: 9202, status: 200 });
    await becomes(1, 'up', /^L7OK\/200/);
  });

  it('HTTPS makes a TLS request and compares the code', async () => {
    const tls = selfSigned();
    await namespace.listen({ kind: 'https', port: 9203, tls });
    await namespace.listen({ kind: 'http', port: 9204 });
    const members = [at(1, '127.0.0.1', 9203), at(2, '127.0.0.1', 9204)];
    await serve(members, fast(1, { type: 'HTTPS', url_path: '/secure', expected_codes: '200-299' }));
    await becomes(1, 'up', /^L7OK\/200/);
    await becomes(2, 'down', /^L6/);
    expect(await namespace.lastRequest(9203)).include({ url: '/secure' });
    await namespace.listen({ kind: 'https', port: 9203, tls, status: 500 });
    await becomes(1, 'down', /^L7STS\/500/);
  });

  it('PING pings, IPv4 and IPv6, whatever the port does', async () => {
    const members = [at(1, '10.99.0.2', 9999), at(2, '2001:db8:99::2', 9999), at(3, '203.0.113.1', 9999)];
    namespace.address('add', '2001:db8:99::2/128');
    await serve(members, fast(1, { type: 'PING' }));
    await becomes(1, 'up', /^PROCOK/);
    await becomes(2, 'up', /^PROCOK/);
    await becomes(3, 'down', /^PROCERR/);
    namespace.address('del', '2001:db8:99::2/128');
    await becomes(2, 'down', /^PROC/);
  });

  it('takes a member out when any of its monitors fails', async () => {
    await namespace.listen({ kind: 'http', port: 9205 });
    await namespace.listen({ kind: 'http', port: 9206 });
    const members = [at(1, '127.0.0.1', 9205), at(2, '10.99.0.3', 9206)];
    await serve(members, fast(1, {}), fast(2, { type: 'PING' }), fast(3, { type: 'TCP' }));
    await becomes(1, 'up');
    await becomes(2, 'up');
    await namespace.listen({ kind: 'http', port: 9205, status: 503 });
    await becomes(1, 'down', /^L7STS\/503/);
    await becomes(2, 'up');
    namespace.address('del', '10.99.0.3/32');
    await becomes(2, 'down', /^(PROC|L4)/);
    expect(await namespace.web({ host: VIP, port: 8080 })).property('status', 503);
    namespace.address('add', '10.99.0.3/32');
    await namespace.listen({ kind: 'http', port: 9205, status: 200 });
    await becomes(1, 'up');
    await becomes(2, 'up');
    expect(await namespace.web({ host: VIP, port: 8080 })).property('status', 200);
  });

  it('checks members that are added at run time', async () => {
    await namespace.listen({ kind: 'http', port: 9207 });
    const [one, two] = [at(1, '127.0.0.1', 9207), at(2, '127.0.0.1', 9998)];
    await serve([one], fast(1, {}));
    expect((await serve([one, two], fast(1, {}))).map(({ kind }) => kind)).deep.equal(['server.add']);
    await becomes(1, 'up');
    await becomes(2, 'down', /^L4CON/);
    await namespace.listen({ kind: 'http', port: 9998 });
    await becomes(2, 'up', /^L7OK/);
  });

  it('shows maintenance, drains and the IPv6 VIP in the Host header', async () => {
    await namespace.listen({ kind: 'http', port: 9208 });
    const input = device({
      addresses: [VIP6],
      pools: [
        pool({
          members: [at(1, '::1', 9208), { ...at(2, '127.0.0.1', 9208), admin_state_up: false }],
          health_monitors: [fast(1, {})],
        }),
      ],
    });
    await bench.apply(input);
    await becomes(1, 'up', /^L7OK/);
    expect(await namespace.lastRequest(9208)).include({ host: `[${VIP6}]` });
    expect(await health(2)).property('health', 'maint');
  });
});
