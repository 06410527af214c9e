import { expect } from 'chai';
import fc from 'fast-check';
import { parseStat } from './stat-table.ts';
import {
  type EpochCounters,
  noCounters,
  rebase,
  record,
  settle,
  settleAll,
  totals,
} from './epoch-counters.ts';
import { POOL_ID } from '../../../testing/device-builder.ts';

const reading = (process: string, count: number, active = 0) => ({
  process,
  rows: parseStat(
    `# pxname,type,scur,stot,bin,bout\n${POOL_ID},1,${active},${count},${count * 10},${count * 100}`,
  ),
});

const only = (counters: EpochCounters) => totals(counters)[0];
const connections = (counters: EpochCounters) => only(counters)?.totalConnections;

describe('stats counters', () => {
  it('reports what the process counted', () => {
    expect(only(record(noCounters(1), reading('1@0', 7, 2), true))).deep.equal({
      poolId: POOL_ID,
      activeConnections: 2,
      bytesIn: 70,
      bytesOut: 700,
      totalConnections: 7,
    });
  });

  it('adds up over any sequence of processes and readings', () => {
    const processes = fc.array(fc.array(fc.nat({ max: 1_000 }), { minLength: 1 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(processes, (counts) => {
        let counters = noCounters(1);
        for (const [index, values] of counts.entries()) {
          const name = `${index}@0`;
          for (const value of values.toSorted((a, b) => a - b)) {
            counters = settle(record(counters, reading(name, value), true), new Set([name]));
          }
        }
        expect(connections(counters)).equal(counts.reduce((sum, values) => sum + Math.max(...values), 0));
      }),
    );
  });

  it('counts what a process carries while it drains', () => {
    let counters = record(noCounters(1), reading('old', 5), true);
    counters = record(counters, reading('new', 1, 1), true);
    counters = settle(record(counters, reading('old', 8, 3), false), new Set(['new', 'old']));
    expect(only(counters)).include({ totalConnections: 9, activeConnections: 1 });
    expect(connections(settle(counters, new Set(['new'])))).equal(9);
  });

  it('starts another epoch from zero while the process goes on', () => {
    const before = record(noCounters(1), reading('a', 40), true);
    const after = rebase(before, 2);
    expect(connections(after)).equal(0);
    expect(connections(record(after, reading('a', 45), true))).equal(5);
  });

  it('keeps the totals when nothing runs, with nothing active', () => {
    const counters = settleAll(record(noCounters(1), reading('a', 3, 2), true));
    expect(only(counters)).include({ totalConnections: 3, activeConnections: 0 });
  });
});
