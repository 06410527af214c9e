import { expect } from 'chai';
import fc from 'fast-check';
import { parseStat } from './stat-table.ts';
import { type StatsLedger, emptyLedger, rebase, record, settle, settleAll, totals } from './stats-ledger.ts';
import { POOL_ID } from '../testing/device-builder.ts';

const reading = (process: string, count: number, active = 0) => ({
  process,
  rows: parseStat(
    `# pxname,type,scur,stot,bin,bout\n${POOL_ID},1,${active},${count},${count * 10},${count * 100}`,
  ),
});

const only = (ledger: StatsLedger) => totals(ledger)[0];
const connections = (ledger: StatsLedger) => only(ledger)?.totalConnections;

describe('stats ledger', () => {
  it('reports what the process counted', () => {
    expect(only(record(emptyLedger(1), reading('1@0', 7, 2), true))).deep.equal({
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
        let ledger = emptyLedger(1);
        for (const [index, values] of counts.entries()) {
          const name = `${index}@0`;
          for (const value of values.toSorted((a, b) => a - b)) {
            ledger = settle(record(ledger, reading(name, value), true), new Set([name]));
          }
        }
        expect(connections(ledger)).equal(counts.reduce((sum, values) => sum + Math.max(...values), 0));
      }),
    );
  });

  it('counts what a process carries while it drains', () => {
    let ledger = record(emptyLedger(1), reading('old', 5), true);
    ledger = record(ledger, reading('new', 1, 1), true);
    ledger = settle(record(ledger, reading('old', 8, 3), false), new Set(['new', 'old']));
    expect(only(ledger)).include({ totalConnections: 9, activeConnections: 1 });
    expect(connections(settle(ledger, new Set(['new'])))).equal(9);
  });

  it('starts another epoch from zero while the process goes on', () => {
    const before = record(emptyLedger(1), reading('a', 40), true);
    const after = rebase(before, 2);
    expect(connections(after)).equal(0);
    expect(connections(record(after, reading('a', 45), true))).equal(5);
  });

  it('keeps the totals when nothing runs, with nothing active', () => {
    const ledger = settleAll(record(emptyLedger(1), reading('a', 3, 2), true));
    expect(only(ledger)).include({ totalConnections: 3, activeConnections: 0 });
  });
});
