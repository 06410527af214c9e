import type { Member, SessionPersistence } from '@lbaas/common/contract';
import { expect } from 'chai';
import { device, id, listener, member, pool } from '../../testing/device-builder.ts';
import { HaproxyBench, VIP, VIP6 } from './testing/haproxy-bench.ts';

const DEVICE_ID = id('e', 1);
const PORTS = [9301, 9302, 9303];
const members = PORTS.map((protocol_port, index) =>
  member(index + 1, { address: '127.0.0.1', protocol_port }),
);

describe('session persistence', function () {
  this.timeout(20_000);
  const bench = new HaproxyBench();
  const { namespace } = bench;
  before(async () => {
    await bench.open();
    for (const port of PORTS) await namespace.listen({ kind: 'http', port, cookie: `SID=s${port}; Path=/` });
  });
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  const kinds = async (
    session_persistence: SessionPersistence,
    connection_limit: number,
    some: Member[] = members,
  ): Promise<string[]> => {
    const listeners = [listener({ connection_limit })];
    const pools = [pool({ members: some, session_persistence })];
    const steps = await bench.apply(device({ addresses: [VIP, VIP6], listeners, pools }));
    return steps.map(({ kind }) => kind);
  };
  const get = (headers = {}, host = VIP, localAddress?: string) =>
    namespace.web({ host, port: 8080, headers, ...(localAddress === undefined ? {} : { localAddress }) });
  const backendsOf = async (count: number, ask: () => ReturnType<typeof get>): Promise<Set<unknown>> => {
    const seen = new Set<unknown>();
    for (let asked = 0; asked < count; asked += 1) seen.add((await ask()).headers['x-backend']);
    return seen;
  };
  const srvCookies = (answer: Awaited<ReturnType<typeof get>>): string[] =>
    (answer.headers['set-cookie'] ?? []).filter((cookie) => cookie.startsWith('SRV='));

  it('HTTP_COOKIE sticks by SRV, over a reload and over members that come and go', async () => {
    const cookie = { type: 'HTTP_COOKIE' as const, cookie_name: null };
    await kinds(cookie, 1_001);
    expect(await backendsOf(6, get)).have.property('size', 3);
    const first = await get();
    expect(srvCookies(first))
      .length(1)
      .and.satisfy(([value]: string[]) => /^SRV=[0-9a-f]{16}; path=\/$/.test(value ?? ''));
    const mine = { cookie: srvCookies(first)[0]?.split(';')[0] ?? '' };
    const home = first.headers['x-backend'];
    expect(await backendsOf(5, () => get(mine))).deep.equal(new Set([home]));
    expect(JSON.parse((await get(mine)).body)).not.property('cookie');
    expect(srvCookies(await get(mine))).deep.equal([]);

    expect(await kinds(cookie, 1_002)).deep.equal(['reload']);
    expect(await backendsOf(5, () => get(mine))).deep.equal(new Set([home]));
    const others = members.filter(({ protocol_port }) => String(protocol_port) !== home);
    expect(await kinds(cookie, 1_002, others)).deep.equal(['server.remove']);
    expect(await backendsOf(5, () => get(mine))).not.include(home);
    // The server is still there, in maintenance, when its connections were not closed at once.
    expect([['server.add'], ['server.state']]).deep.include(await kinds(cookie, 1_002));
    expect(await backendsOf(5, () => get(mine))).deep.equal(new Set([home]));
    expect(srvCookies(await get({ cookie: 'SRV=unknown' }))).length(1);
  });

  it('weight 0 takes no new clients and keeps those that stick', async () => {
    for (const [type, asked] of [
      ['HTTP_COOKIE', async () => srvCookies(await get())[0]?.split(';')[0] ?? ''],
      ['APP_COOKIE', async () => `SID=s${String((await get()).headers['x-backend'])}`],
    ] as const) {
      const persistence = { type, cookie_name: type === 'APP_COOKIE' ? 'SID' : null };
      await kinds(persistence, 1_001);
      const mine = { cookie: await asked() };
      const home = (await get(mine)).headers['x-backend'];
      const drained = members.map((each) =>
        String(each.protocol_port) === home ? { ...each, weight: 0 } : each,
      );
      expect(await kinds(persistence, 1_001, drained)).deep.equal(['server.weight']);
      expect(await backendsOf(5, () => get(mine))).deep.equal(new Set([home]));
      const others = await backendsOf(6, get);
      expect(others).property('size', 2);
      expect(others).not.include(home);
      expect(await kinds(persistence, 1_002, drained)).deep.equal(['reload']);
      expect(await backendsOf(5, () => get(mine))).deep.equal(new Set([home]));
    }
  });

  it('gives a member that is added at run time its cookie', async () => {
    const cookie = { type: 'HTTP_COOKIE' as const, cookie_name: null };
    await kinds(cookie, 1_001, members.slice(0, 2));
    expect(await kinds(cookie, 1_001)).deep.equal(['server.add']);
    const values = new Map<unknown, unknown>();
    for (let count = 0; count < 6; count += 1) {
      const answer = await get();
      values.set(answer.headers['x-backend'], srvCookies(answer)[0]);
    }
    expect(new Set(values.values())).property('size', 3);
    const mine = { cookie: String(values.get('9303')).split(';')[0] ?? '' };
    expect(await backendsOf(4, () => get(mine))).deep.equal(new Set(['9303']));
    expect(await kinds(cookie, 1_002)).deep.equal(['reload']);
    expect(await backendsOf(4, () => get(mine))).deep.equal(new Set(['9303']));
  });

  it('APP_COOKIE and SOURCE_IP stick over reloads, also over the first one', async () => {
    const sticky = (connection_limit: number) =>
      device({
        addresses: [VIP, VIP6],
        listeners: [
          listener({ connection_limit }),
          listener({ id: id('b', 2), protocol_port: 8081, default_pool_id: id('a', 2), connection_limit }),
        ],
        pools: [
          pool({ members, session_persistence: { type: 'APP_COOKIE', cookie_name: 'SID' } }),
          pool({ id: id('a', 2), members, session_persistence: { type: 'SOURCE_IP', cookie_name: null } }),
        ],
      });
    await bench.apply(sticky(1_001));
    expect(await backendsOf(6, get)).have.property('size', 3);
    const clients = [
      ...PORTS.map((port) => () => get({ cookie: `SID=s${port}` })),
      ...[[VIP, '10.99.0.2'] as const, [VIP, '10.99.0.3'] as const, [VIP6, VIP6] as const].map(
        ([host, localAddress]) =>
          () =>
            namespace.web({ host, port: 8081, localAddress }),
      ),
    ];
    const homes = await Promise.all(clients.map((client) => backendsOf(1, client)));
    expect(homes.slice(0, 3)).deep.equal(PORTS.map((port) => new Set([String(port)])));
    for (const limit of [1_002, 1_003, 1_004, 1_005]) {
      expect((await bench.apply(sticky(limit))).map(({ kind }) => kind)).deep.equal(['reload']);
      // Backwards, lest a fresh round robin meets the same members by chance.
      for (const [index, client] of [...clients.entries()].toReversed()) {
        expect(await backendsOf(2, client)).deep.equal(homes[index]);
      }
    }
    expect(await backendsOf(6, () => get({ cookie: 'SID=other' }))).have.property('size', 3);
  });

  it('the method SOURCE_IP moves only clients of a removed member, also over a reload', async () => {
    const hashed = async (some: Member[], limit: number): Promise<unknown[]> => {
      const pools = [pool({ members: some, lb_method: 'SOURCE_IP' })];
      await bench.apply(
        device({ addresses: [VIP], listeners: [listener({ connection_limit: limit })], pools }),
      );
      const from = Array.from({ length: 12 }, (_, index) => `127.0.1.${index + 1}`);
      const answers = await Promise.all(from.map((address) => get({ 'x-from': address }, VIP, address)));
      return answers.map((answer) => answer.headers['x-backend']);
    };
    const two = await hashed(members.slice(0, 2), 1_001);
    const three = await hashed(members, 1_001);
    expect(three.filter((backend, index) => backend !== '9303' && backend !== two[index])).deep.equal([]);
    expect(await hashed(members, 1_002)).deep.equal(three);
    expect(await hashed(members.slice(0, 2), 1_002)).deep.equal(two);
  });
});
