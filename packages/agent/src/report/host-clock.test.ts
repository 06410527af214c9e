import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { HostClock } from './host-clock.ts';

const SERVERS = Date.parse('2030-01-01T12:00:00.000Z');

/** Of pino. */
const [INFO, WARN] = [30, 40];

describe('HostClock', () => {
  let [wallMs, monotonicMs] = [0, 0];
  let lines: { readonly level: number; readonly msg: string }[];
  let host: HostClock;

  beforeEach(() => {
    [wallMs, monotonicMs] = [SERVERS, 0];
    lines = [];
    const write = (line: string): void => void lines.push(JSON.parse(line));
    host = new HostClock({
      clock: { now: () => new Date(wallMs), monotonicMs: () => monotonicMs },
      logger: createLogger({ name: 'test', level: 'info', destination: { write } }),
    });
  });

  /** A heartbeat whose echo arrives after so long; the servers have it in the middle. */
  function beat(number: number, aheadMs: number, tookMs = 20): void {
    host.leaves(number);
    monotonicMs += tookMs;
    wallMs = SERVERS + monotonicMs + aheadMs;
    const now = new Date(SERVERS + monotonicMs - tookMs / 2).toISOString();
    host.echo({ beat: number, now });
  }

  it('tells how far the clock is ahead, or behind', () => {
    expect(host.aheadS).to.equal(undefined);
    beat(1, 1500);
    expect(host.aheadS).to.equal(1.5);
    beat(2, -3_600_000, 8_000);
    expect(host.aheadS).to.equal(-3600);
  });

  it('says once that it misleads and what to do, and once that it is over', () => {
    beat(1, 29_000);
    beat(2, 300_000);
    beat(3, 301_000);
    beat(4, 100);
    beat(5, -300_000);
    expect(lines.map(({ level, msg }) => [level, msg])).to.deep.equal([
      [
        WARN,
        'this clock is 300.0 s ahead of that of the servers: let both follow one time server (timedatectl, chronyc tracking)',
      ],
      [INFO, 'this clock agrees with that of the servers again'],
      [
        WARN,
        'this clock is 300.0 s behind that of the servers: let both follow one time server (timedatectl, chronyc tracking)',
      ],
    ]);
  });

  it('learns nothing from a late echo, from that of another heartbeat, or from an older server', () => {
    beat(1, 0, 10_001);
    host.leaves(2);
    host.echo({ beat: 1, now: new Date(0).toISOString() });
    host.echo({ beat: 2 });
    expect(host.aheadS).to.equal(undefined);
    expect(lines).to.deep.equal([]);
  });
});
