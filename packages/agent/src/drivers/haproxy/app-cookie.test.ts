import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { device, id, listener, member, pool } from '../../testing/device-builder.ts';
import { HaproxyBench, VIP } from './testing/haproxy-bench.ts';

const DEVICE_ID = id('e', 1);
const PORTS = [9311, 9312, 9313];
const members = PORTS.map((protocol_port, index) =>
  member(index + 1, { address: '127.0.0.1', protocol_port }),
);
const sticky = (connection_limit: number) =>
  device({
    addresses: [VIP],
    listeners: [listener({ connection_limit })],
    pools: [pool({ members, session_persistence: { type: 'APP_COOKIE', cookie_name: 'SID' } })],
  });

describe('APP_COOKIE', function () {
  this.timeout(60_000);
  const bench = new HaproxyBench();
  const { namespace } = bench;
  before(() => bench.open());
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  /** Each back end gives the cookie that is made for it. */
  const giving = async (cookieOf: (port: number) => string): Promise<void> => {
    for (const port of PORTS) await namespace.listen({ kind: 'http', port, cookie: `SID=${cookieOf(port)}` });
  };
  const backends = async (requests: number, cookie?: string): Promise<Set<unknown>> => {
    const headers = cookie === undefined ? {} : { cookie: `SID=${cookie}` };
    const seen = new Set<unknown>();
    for (let count = 0; count < requests; count += 1) {
      seen.add((await namespace.web({ host: VIP, port: 8080, headers })).headers['x-backend']);
    }
    return seen;
  };
  const eachHasItsOwn = async (cookieOf: (port: number) => string): Promise<void> => {
    for (const port of PORTS.toReversed()) {
      expect(await backends(3, cookieOf(port))).deep.equal(new Set([String(port)]));
    }
  };

  for (const [what, shared] of [
    ['their first byte', 1],
    ['their first 128 bytes', 128],
    ['their first kilobyte', 1_024],
    ['all but the last of 6,000 bytes', 6_000],
  ] as const) {
    it(`tells cookies apart that share ${what}, also after a reload`, async () => {
      const cookieOf = (port: number): string => `${'x'.repeat(shared)}${port - 9310}`;
      await giving(cookieOf);
      await bench.apply(sticky(1_001));
      expect(await backends(6)).have.property('size', 3);
      await eachHasItsOwn(cookieOf);
      expect((await bench.apply(sticky(1_002))).map(({ kind }) => kind)).deep.equal(['reload']);
      await eachHasItsOwn(cookieOf);
    });
  }

  it('binds nobody to a member that takes the cookie back', async () => {
    await giving(() => '; Max-Age=0');
    await bench.apply(sticky(1_001));
    expect(await backends(3)).have.property('size', 3);
    expect(await backends(6, '')).have.property('size', 3);
  });

  it('takes over from a process that keeps the cookies themselves', async () => {
    const cookieOf = (port: number): string => `s${port}`;
    await giving(cookieOf);
    await bench.apply(sticky(1_001));
    const path = `${bench.directory}/state/${DEVICE_ID}`;
    const before = (bench.driver.render(sticky(1_001))?.text ?? '')
      .replace(/structure=\w+/, 'structure=0123456789abcdef')
      .replace('type binary len 32', 'type string len 128')
      .replaceAll(',sha2(256)', '')
      .replace(/ if \{ res\.cook.*$/m, '');
    writeFileSync(`${path}/conf`, before);
    await bench.driver.close();
    const observed = await bench.driver.observe(DEVICE_ID);
    if (!observed.running) throw new Error('not running');
    const command = ['-C', path, '-f', 'conf', '-D', '-p', 'pid', '-x', 'sock', '-sf', String(observed.pid)];
    expect(await namespace.exec(namespace.name, ['/usr/sbin/haproxy', ...command])).property('code', 0);
    await bench.driver.close();
    expect(await backends(6)).have.property('size', 3);
    await eachHasItsOwn(cookieOf);

    expect((await bench.apply(sticky(1_001))).map(({ kind }) => kind)).deep.equal(['reload']);
    // Their sessions begin anew, once.
    expect(await backends(6)).have.property('size', 3);
    await eachHasItsOwn(cookieOf);
    expect((await bench.apply(sticky(1_002))).map(({ kind }) => kind)).deep.equal(['reload']);
    await eachHasItsOwn(cookieOf);
  });
});
