import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { DrainingMember } from '../figures.ts';
import { type HaproxyBench, VIP } from './testing/haproxy-bench.ts';
import { DEVICE_ID, WebBench, echo, http, tcp, web } from './testing/web-bench.ts';

const ECHO_PORT = 9111;

const draining = async ({ driver }: HaproxyBench): Promise<readonly DrainingMember[]> =>
  (await driver.figures(DEVICE_ID, undefined)).draining ?? [];

describe('members that are disabled or deleted', function () {
  this.timeout(60_000);
  const bench = new WebBench();
  const { namespace } = bench;
  before(async () => {
    await bench.open();
    await namespace.listen({ kind: 'echo', port: ECHO_PORT });
  });
  after(() => bench.close());
  afterEach(async () => {
    await bench.driver.cleanup(DEVICE_ID);
    await bench.driver.close();
  });

  it('finish the answers that are under way, and take no others', async () => {
    bench.driver = bench.newDriver({ memberDrainS: 300 });
    await bench.apply(web([http(1)]));
    const held = namespace.web({ host: VIP, port: 8080, path: '/held' });
    await eventually(async () => expect((await namespace.lastRequest(9001))?.url).equal('/held'), {
      withinMs: 10_000,
    });
    await bench.apply(web([http(1, { admin_state_up: false }), http(2)]));
    expect(await bench.backends(4)).deep.equal(new Set(['9002']));
    const [left, ...others] = await draining(bench);
    expect(left).include({ memberId: http(1).id, sessions: 1 });
    expect(Math.round(left?.endsInMs ?? 0)).within(200_000, 300_000);
    expect(others).deep.equal([]);
    await namespace.web({ host: '127.0.0.1', port: 9001, path: '/release' });
    expect((await held).body).equal('begun, done');
    await eventually(async () => expect(await draining(bench)).deep.equal([]), { withinMs: 10_000 });
  });

  for (const [what, without] of [
    ['disabled', tcp([{ ...echo(ECHO_PORT), admin_state_up: false }, http(2)])],
    ['deleted', tcp([http(2)])],
  ] as const) {
    it(`keep their TCP connections, and lose them when their time is over (${what})`, async () => {
      bench.driver = bench.newDriver({ memberDrainS: 1 });
      await bench.apply(tcp([echo(ECHO_PORT), http(2, { weight: 0 })]));
      expect(await namespace.echo(what, VIP, 8080, 'hello')).equal('hello');
      await bench.apply(without);
      expect((await draining(bench)).map(({ sessions }) => sessions)).deep.equal([1]);
      expect(await namespace.echo(what, VIP, 8080, 'still here')).equal('still here');
      await eventually(async () => expect(await draining(bench)).deep.equal([]), { withinMs: 25_000 });
      await namespace.hangUp(what);
    });
  }

  it('lose the connections too that an earlier process has of them', async () => {
    bench.driver = bench.newDriver({ memberDrainS: 0 });
    await bench.apply(tcp([echo(ECHO_PORT)], 1_001));
    await namespace.echo('earlier', VIP, 8080, 'x');
    await bench.apply(tcp([echo(ECHO_PORT)], 1_002));
    expect(await bench.processes()).length(2);
    await bench.apply(tcp([{ ...echo(ECHO_PORT), admin_state_up: false }, http(2)], 1_002));
    await eventually(
      async () => {
        await draining(bench);
        expect(await bench.processes()).deep.equal([await bench.pid()]);
      },
      { withinMs: 25_000 },
    );
    await namespace.hangUp('earlier');
  });
});
