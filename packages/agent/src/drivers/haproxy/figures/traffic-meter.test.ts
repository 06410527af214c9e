import { expect } from 'chai';
import { POOL_ID } from '../../../testing/device-builder.ts';
import { parseStat } from './stat-table.ts';
import { TrafficMeter } from './traffic-meter.ts';

const MEMBER_ID = '7d2f1e4c-6d0b-4f5e-9f3e-2b1a0c9d8e7f';
const HEADER =
  '# pxname,svname,type,scur,stot,bin,bout,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other';
const line = (server: string, type: 1 | 2, count: number, responses: string) =>
  `${POOL_ID},${server},${type},1,${count},${count * 10},${count * 100},${responses}`;
const httpLine = (server: string, type: 1 | 2, count: number) =>
  line(server, type, count, `0,${count},0,0,0,0`);

const reading = (
  process: string,
  count: number,
  lines = [httpLine('BACKEND', 1, count), httpLine(MEMBER_ID, 2, count)],
) => ({
  process,
  hasServers: true as const,
  rows: parseStat([HEADER, ...lines].join('\n')),
});
const only = (meter: TrafficMeter) => meter.traffic()[0];

describe('traffic meter', () => {
  it('counts from the first look at a process on', () => {
    const meter = new TrafficMeter();
    meter.newest(reading('a', 100), new Set(['a']));
    expect(only(meter)).to.deep.include({ sessions: 0, requests: 0, active: 1, responses: [0, 0, 0, 0, 0] });
    meter.newest(reading('a', 107), new Set(['a']));
    expect(only(meter)).to.deep.equal({
      poolId: POOL_ID,
      sessions: 7,
      bytesIn: 70,
      bytesOut: 700,
      requests: 7,
      active: 1,
      responses: [0, 7, 0, 0, 0],
      members: [{ memberId: MEMBER_ID, sessions: 7, bytesIn: 70, bytesOut: 700, requests: 7, active: 1 }],
    });
  });

  it('goes on over a reload, and counts what the process before still carries', () => {
    const meter = new TrafficMeter();
    meter.newest(reading('a', 10), new Set(['a']));
    meter.newest(reading('a', 15), new Set(['a']));
    meter.newest(reading('b', 0), new Set(['a', 'b']));
    meter.draining({ process: 'a', rows: parseStat([HEADER, httpLine('BACKEND', 1, 18)].join('\n')) });
    meter.newest(reading('b', 4), new Set(['a', 'b']));
    expect(only(meter)?.sessions).to.equal(5 + 3 + 4);
  });

  it('counts a server that was added from zero, and forgets one that is gone', () => {
    const meter = new TrafficMeter();
    meter.newest(reading('a', 1, [httpLine('BACKEND', 1, 1)]), new Set(['a']));
    meter.newest(reading('a', 5), new Set(['a']));
    expect(only(meter)?.members.map(({ sessions }) => sessions)).to.deep.equal([5]);
    meter.newest(reading('a', 6, [httpLine('BACKEND', 1, 6)]), new Set(['a']));
    expect(only(meter)?.members).to.deep.equal([]);
  });

  it('keeps the members when only the backends were read', () => {
    const meter = new TrafficMeter();
    meter.newest(reading('a', 1), new Set(['a']));
    const { process, rows } = reading('a', 9, [httpLine('BACKEND', 1, 9)]);
    meter.newest({ process, rows }, new Set(['a']));
    expect(only(meter)?.members.map(({ memberId }) => memberId)).to.deep.equal([MEMBER_ID]);
  });

  it('has no requests where HAProxy counts no responses', () => {
    const meter = new TrafficMeter();
    meter.newest(reading('a', 1, [line('BACKEND', 1, 1, ',,,,,')]), new Set(['a']));
    expect(only(meter)).to.deep.include({ requests: null, responses: null });
  });
});
