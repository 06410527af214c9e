import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, id, listener, member, monitor, pool } from '../../testing/device-builder.ts';
import { HaproxyBench, VIP } from './testing/haproxy-bench.ts';
import type { MemberHealthReport } from '../figures.ts';

const DEVICE_ID = id('e', 1);
const MEMBERS = 1_000;
/** Loopback addresses, each of which reaches the same back end. */
const many = Array.from({ length: MEMBERS }, (_, index) =>
  member(index + 1, { address: `127.1.${index >> 8}.${index & 255}`, protocol_port: 9801 }),
);

describe('several monitors', function () {
  // Checks come when they are due, on a machine that may do much else.
  this.timeout(180_000);
  const bench = new HaproxyBench({ maxConnections: 20 });
  const { namespace } = bench;
  before(() => bench.open());
  after(() => bench.close());
  afterEach(() => bench.driver.cleanup(DEVICE_ID));

  const health = async (wanted: MemberHealthReport['health']): Promise<string[]> =>
    (await bench.health(DEVICE_ID))
      .filter((report) => report.health === wanted)
      .map(({ memberId }) => memberId);
  const within = (check: () => Promise<unknown>) => eventually(check, { withinMs: 60_000, everyMs: 200 });

  it(`judges ${MEMBERS} members, also after a pause in which no answer came`, async () => {
    await namespace.listen({ kind: 'http', port: 9801 });
    const dead = member(MEMBERS + 1, { address: '127.0.0.1', protocol_port: 9899 });
    // Patient ones, because 1,000 members are one process here, and all that is late comes at once after the pause.
    const patient = { delay: 5, timeout: 10, max_retries: 3 };
    const health_monitors = [
      monitor(1, { ...patient, type: 'TCP' }),
      monitor(2, patient),
      monitor(3, { ...patient, type: 'TCP' }),
    ];
    await bench.apply(
      device({ addresses: [VIP], pools: [pool({ members: [...many, dead], health_monitors })] }),
    );
    const onlyDead = async (): Promise<void> => {
      const reports = await bench.health(DEVICE_ID);
      expect(reports.filter(({ check }) => check === undefined)).deep.equal([]);
      expect(await health('down')).deep.equal([dead.id]);
      expect(await health('up')).length(MEMBERS);
    };
    await within(onlyDead);
    const observed = await bench.driver.observe(DEVICE_ID);
    if (!observed.running) throw new Error('not running');
    process.kill(observed.pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    process.kill(observed.pid, 'SIGCONT');
    await onlyDead();
    expect(await namespace.web({ host: VIP, port: 8080 })).property('status', 200);
  });

  it('go on while clients have every connection that they may have', async () => {
    const one = member(1, { address: '127.0.0.1', protocol_port: 9802 });
    const other = member(2, { address: '127.0.0.1', protocol_port: 9803, weight: 0 });
    await namespace.listen({ kind: 'echo', port: 9802 });
    await namespace.listen({ kind: 'echo', port: 9803 });
    const check = { type: 'TCP' as const, delay: 1, timeout: 1, max_retries: 1 };
    const pools = [
      pool({
        protocol: 'TCP',
        members: [one, other],
        health_monitors: [monitor(1, check), monitor(2, check)],
      }),
    ];
    await bench.apply(device({ addresses: [VIP], listeners: [listener({ protocol: 'TCP' })], pools }));
    const names = Array.from({ length: 20 }, (_, index) => `held ${index}`);
    for (const name of names) expect(await namespace.echo(name, VIP, 8080, 'x')).equal('x');
    await namespace.unlisten(9803);
    await within(async () => expect(await health('down')).deep.equal([other.id]));
    expect(await health('down')).not.include(one.id);
    await namespace.listen({ kind: 'echo', port: 9803 });
    await within(async () => expect(await health('down')).deep.equal([]));
    for (const name of names) await namespace.hangUp(name);
  });
});
