import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { HaproxyBench, VIP } from './testing/haproxy-bench.ts';
import { DEVICE_ID, http, web } from './testing/web-bench.ts';
import type { HaproxyTuning } from './model/types.ts';
import { listener } from '../../testing/device-builder.ts';

const UPGRADE = [
  'GET / HTTP/1.1',
  `Host: ${VIP}`,
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]
  .join('\r\n')
  .concat('\r\n\r\n');

describe('settings of HAProxy', function () {
  this.timeout(60_000);
  const bench = new HaproxyBench();
  const { namespace } = bench;
  before(async () => {
    await bench.open();
    await namespace.listen({ kind: 'http', port: 9001 });
  });
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  const apply = async (connection_limit = -1): Promise<string[]> => {
    const steps = await bench.apply(web([http(1)], { listeners: [listener({ connection_limit })] }));
    return steps.map(({ kind }) => kind);
  };
  /** An agent that was started anew with other settings. */
  const restart = async (tuning: Partial<HaproxyTuning>): Promise<void> => {
    await bench.driver.close();
    bench.driver = bench.newDriver(tuning);
  };
  const openSocket = async (name: string): Promise<void> => {
    expect(await namespace.echo(name, VIP, 8080, UPGRADE)).match(/^HTTP\/1\.1 101 /);
  };
  const says = async (name: string, text: string): Promise<void> => {
    expect(await namespace.echo(name, VIP, 8080, text)).equal(text);
  };

  it('lets headers be as long as it is told to, from the next reload on', async () => {
    const status = async (bytes: number): Promise<number> =>
      (await namespace.web({ host: VIP, port: 8080, headers: { 'x-long': 'x'.repeat(bytes) } })).status;
    await restart({});
    await apply();
    expect(await status(14_000)).equal(200);
    expect(await status(16_000)).equal(400);
    await restart({ maxHeaderBytes: 65_536 });
    expect(await apply()).deep.equal(['reload']);
    expect(await status(60_000)).equal(200);
    expect(await status(66_000)).equal(400);
    await namespace.listen({ kind: 'http', port: 9001, cookie: 'x'.repeat(60_000) });
    expect(await status(1)).equal(200);
    await namespace.listen({ kind: 'http', port: 9001, cookie: 'x'.repeat(66_000) });
    expect(await status(1)).equal(502);
    await namespace.listen({ kind: 'http', port: 9001 });
  });

  it('a WebSocket connection survives reloads for as long as an old process may live', async () => {
    await restart({ hardStopAfterS: 600 });
    await apply(1_001);
    await openSocket('long');
    for (const limit of [1_002, 1_003]) {
      expect(await apply(limit)).deep.equal(['reload']);
      await says('long', `after ${limit}`);
    }
    await restart({ hardStopAfterS: 1 });
    expect(await apply(1_003)).deep.equal(['reload']);
    await openSocket('short');
    expect(await apply(1_004)).deep.equal(['reload']);
    await eventually(
      async () => {
        const open = await namespace.echo('short', VIP, 8080, 'still?').catch(() => 'closed');
        expect(open).equal('closed');
      },
      { withinMs: 30_000, everyMs: 100 },
    );
    await says('long', 'the first process has its own time');
    await namespace.hangUp('long');
    await namespace.hangUp('short');
  });

  it('a WebSocket connection may be idle for longer than others', async () => {
    await restart({ clientTimeoutMs: 500, serverTimeoutMs: 500, tunnelTimeoutMs: 600_000 });
    await apply();
    await openSocket('idle');
    // A connection without a request ends when the client's time is over; only then has the other been idle as long.
    await namespace.tcp(VIP, 8080);
    await namespace.tcp(VIP, 8080);
    await says('idle', 'back');
    await namespace.hangUp('idle');
  });
});
