import { expect } from 'chai';
import { type Member, type Pool } from '@lbaas/common/contract';
import { device, id, listener, member, pool } from '../../testing/device-builder.ts';
import { HaproxyBench, VIP } from './testing/haproxy-bench.ts';

const DEVICE_ID = id('e', 1);
const PORTS = [9401, 9402, 9403, 9404];
const http = (number: number, changes: Partial<Member> = {}): Member =>
  member(number, { address: '127.0.0.1', protocol_port: 9400 + number, ...changes });

/** As many as find what is lost in one of ten reloads; LB_RELOADS sets more for a long search. */
const RELOADS = Number(process.env['LB_RELOADS'] ?? 20);

describe('changes under load', function () {
  // A reload takes as long as the machine lets it: other suites run beside this one.
  this.timeout(240_000);
  const bench = new HaproxyBench();
  before(async () => {
    await bench.open();
    for (const port of PORTS) await bench.namespace.listen({ kind: 'http', port });
  });
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  const apply = (members: Member[], limit = 1_000, changes: Partial<Pool> = {}) =>
    bench.apply(
      device({
        addresses: [VIP],
        listeners: [listener({ connection_limit: limit, protocol: changes.protocol ?? 'HTTP' })],
        pools: [pool({ members, ...changes })],
      }),
    );

  const cases = [
    { protocol: 'HTTP', keepAlive: true, reloads: RELOADS },
    { protocol: 'HTTP', keepAlive: false, reloads: RELOADS },
    { protocol: 'TCP', keepAlive: false, reloads: RELOADS },
  ] as const;
  for (const { protocol, keepAlive, reloads } of cases) {
    it(`${reloads} reloads fail no ${protocol} request on ${keepAlive ? 'kept' : 'fresh'} connections; all count`, async () => {
      await apply([http(1), http(2)], 1_000, { protocol });
      await bench.namespace.startLoad({ host: VIP, port: 8080 }, 4, keepAlive);
      for (let count = 1; count <= reloads; count += 1) {
        const steps = await apply([http(1), http(2)], 1_000 + count, { protocol });
        expect(steps.map(({ kind }) => kind)).deep.equal(['reload']);
      }
      const { requests, failures } = await bench.namespace.stopLoad();
      expect(failures).deep.equal([]);
      expect(requests).greaterThan(100);
      await bench.settled(DEVICE_ID);
      expect((await bench.totals(DEVICE_ID, 1))[0]).property('totalConnections', requests);
    });
  }

  it('no request fails in 1,000 runtime changes', async () => {
    const cookie = { session_persistence: { type: 'HTTP_COOKIE' as const, cookie_name: null } };
    await apply([http(1), http(2)], 1_000, cookie);
    await bench.namespace.startLoad({ host: VIP, port: 8080 }, 4, true);
    let changes = 0;
    for (let round = 0; changes < 1_000; round += 1) {
      const members = [
        http(1, { weight: 1 + (round % 200) }),
        http(2, { admin_state_up: round % 2 === 0 }),
        ...(round % 3 === 0 ? [] : [http(3)]),
        ...(round % 3 === 1 ? [] : [http(4, { weight: round % 5 })]),
      ];
      const steps = await apply(members, 1_000, cookie);
      expect(steps.map(({ kind }) => kind).filter((kind) => !kind.startsWith('server.'))).deep.equal([]);
      changes += steps.length;
    }
    const { requests, failures } = await bench.namespace.stopLoad();
    expect(failures).deep.equal([]);
    expect(requests).greaterThan(100);
  });
});
