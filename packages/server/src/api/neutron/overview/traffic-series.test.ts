import { expect } from 'chai';
import { type TrafficReport, levels, rates, stepsFor, windowOf } from './traffic-series.ts';

interface Report extends TrafficReport {
  readonly sessions: number;
  readonly open: number;
}

const S = 1000;
const NOW = 1_000 * S;
const report = (sinceS: number, atS: number, sessions: number, silentSinceS?: number): Report => ({
  sinceMs: sinceS * S,
  atMs: atS * S,
  silentSinceMs: silentSinceS === undefined ? null : silentSinceS * S,
  sessions,
  open: sessions,
});
const WINDOW = { untilMs: NOW, stepMs: 10 * S, steps: 10 };
const series = (reports: readonly Report[], lastS: number | null, nowS = 1000) => {
  const heard = { reports, lastMs: lastS === null ? null : lastS * S, nowMs: nowS * S };
  const steps = stepsFor(heard, WINDOW);
  return { rates: rates(steps, ({ sessions }) => sessions), levels: levels(steps, ({ open }) => open) };
};

describe('series of traffic', () => {
  it('are unknown where nobody ever reported', () => {
    expect(series([], null).rates).to.deep.equal(Array(10).fill(null));
  });

  it('are zero where an agent reports and nothing is carried', () => {
    expect(series([], 990).rates).to.deep.equal(Array(10).fill(0));
  });

  it('spread a report over the steps that it reaches into', () => {
    expect(series([report(915, 925, 100)], 990).rates).to.deep.equal([0, 5, 5, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('show a silence as a gap, and what follows it', () => {
    const reports = [report(900, 910, 100), report(970, 980, 50, 930)];
    expect(series(reports, 990).rates).to.deep.equal([10, 0, 0, null, null, null, null, 5, 0, 0]);
  });

  it('are unknown since the last report, once it is too old', () => {
    expect(series([report(900, 910, 100)], 915, 1000).rates.slice(0, 3)).to.deep.equal([10, 0, null]);
    expect(series([report(900, 910, 100)], 930, 1000).rates).to.not.include(null);
  });

  it('know what was open, until a later report says otherwise', () => {
    const reports = [report(900, 910, 4), report(940, 950, 2)];
    expect(series(reports, 990).levels).to.deep.equal([4, 4, 4, 4, 2, 2, 2, 2, 2, 2]);
  });

  it('end where reports are complete', () => {
    const size = { stepMs: 10 * S, steps: 1 };
    expect(windowOf({ lastMs: 998 * S, nowMs: NOW }, size).untilMs).to.equal(990 * S);
    expect(windowOf({ lastMs: 940 * S, nowMs: NOW }, size).untilMs).to.equal(980 * S);
    expect(windowOf({ lastMs: null, nowMs: NOW }, size).untilMs).to.equal(980 * S);
    expect(windowOf({ lastMs: 2 * NOW, nowMs: NOW }, size).untilMs).to.equal(NOW);
  });
});
