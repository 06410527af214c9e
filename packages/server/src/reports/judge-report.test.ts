import { expect } from 'chai';
import { type ReportedPlacement, type StatusReport, judgeReport } from './judge-report.ts';

const AT = '2030-01-01T00:00:10.000Z';
const atMs = Date.parse(AT);

const placement: ReportedPlacement = {
  epoch: 3,
  wanted: 'present',
  deviceGeneration: 9,
  observedGeneration: 5,
  reportedAtMs: atMs,
  receivedAgoMs: 100,
};
const report: StatusReport = { epoch: 3, generation: 6, observed_generation: 6, outcome: 'done', at: AT };

const kind = (known: Partial<ReportedPlacement> | undefined, said: Partial<StatusReport>): string =>
  judgeReport(known && { ...placement, ...known }, { ...report, ...said }).kind;

describe('judgeReport', () => {
  it('applies the first word and newer ones', () => {
    expect(kind({ reportedAtMs: undefined, receivedAgoMs: undefined }, {})).to.equal('apply');
    expect(kind({}, { at: '2030-01-01T00:00:10.001Z' })).to.equal('apply');
    expect(kind({}, {})).to.equal('apply');
  });

  it('ignores other epochs of the same host', () => {
    expect(kind({}, { epoch: 2 })).to.equal('ignore');
    expect(kind({}, { epoch: 4 })).to.equal('ignore');
    expect(kind({}, { epoch: 2, outcome: 'removed' })).to.equal('ignore');
  });

  it('calls a device of a host without a placement a stray, unless it is gone', () => {
    expect(kind(undefined, {})).to.equal('stray');
    expect(kind(undefined, { outcome: 'failed' })).to.equal('stray');
    expect(kind(undefined, { outcome: 'removed' })).to.equal('ignore');
  });

  it('lets the observed generation go down only by newer news', () => {
    expect(kind({}, { observed_generation: 0, outcome: 'failed' })).to.equal('ignore');
    const newer = '2030-01-01T00:00:10.001Z';
    expect(kind({}, { observed_generation: 0, outcome: 'failed', at: newer })).to.equal('apply');
    expect(kind({}, { observed_generation: 8, at: '2030-01-01T00:00:09.999Z' })).to.equal('ignore');
  });

  it('believes an agent whose clock was set back, upwards only', () => {
    const older = '2030-01-01T00:00:00.000Z';
    expect(kind({ receivedAgoMs: 60_000 }, { observed_generation: 6, at: older })).to.equal('apply');
    expect(kind({ receivedAgoMs: 60_000 }, { observed_generation: 4, at: older })).to.equal('ignore');
  });

  it('tells a confirmed removal from a device that got lost', () => {
    expect(kind({ wanted: 'absent' }, { outcome: 'removed', observed_generation: 0 })).to.equal('removed');
    const newer = '2030-01-01T00:00:11.000Z';
    expect(kind({}, { outcome: 'removed', observed_generation: 0, at: newer })).to.equal('lost');
  });

  it('notices generations that were never given out', () => {
    expect(kind({}, { observed_generation: 10 })).to.equal('ahead');
  });
});
