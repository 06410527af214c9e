import { expect } from 'chai';
import { device } from '../testing/device-builder.ts';
import { type DeviceMemory, DeviceMemories } from './device-memory.ts';
import type { DeviceReport } from './device-report.ts';
import type { Realisation } from './realise.ts';
import { isWorthReporting, reportOf } from './report-of.ts';

const PID = 7;
const third = device({ generation: 3 });

const result = (changes: Partial<Realisation> = {}): Realisation => ({
  program: 'HAProxy',
  plan: undefined,
  how: 'noop',
  namespace: '',
  ports: [],
  found: undefined,
  observed: undefined,
  killed: undefined,
  faults: [],
  reclaimed: false,
  failure: undefined,
  cutOff: false,
  stages: {},
  durationMs: 1,
  ...changes,
});
const failed = (changes: Partial<Realisation> = {}): Realisation =>
  result({ failure: { words: 'no', mayPass: true }, ...changes });
const process = (pid: number, generation: number): Realisation['observed'] => ({
  running: { pid, generation },
});

describe('reports of attempts', () => {
  let memory: DeviceMemory;
  beforeEach(() => {
    memory = new DeviceMemories().of(third.device_id);
  });

  it('a success shows the generation that was wanted', () => {
    expect(reportOf(third, memory, result())).to.include({ outcome: 'done', observedGeneration: 3 });
  });

  it('a failure shows what was last read back from the process that still runs', () => {
    memory.confirmed = { epoch: 1, generation: 2, pid: PID };
    const shown = (observed: Realisation['observed']): number =>
      reportOf(third, memory, failed({ observed })).observedGeneration;
    expect(shown(process(PID, 1))).to.equal(2);
    expect(shown(process(PID + 1, 1))).to.equal(1);
    expect(shown(undefined)).to.equal(0);
  });

  it('never shows the generation that was not reached', () => {
    const observed = process(PID, 3);
    expect(reportOf(third, memory, failed({ observed })).observedGeneration).to.equal(2);
  });

  it('an incident is reported only with the generation that it befell', () => {
    memory.incident = { epoch: 1, generation: 3, at: new Date(), words: 'it ended' };
    expect(reportOf(third, memory, result())).to.have.property('incident', memory.incident);
    expect(reportOf(device({ generation: 4 }), memory, result())).to.not.have.property('incident');
  });

  it('nothing is reported twice, unless the server waits for a report', () => {
    const report: DeviceReport = reportOf(third, memory, result());
    expect(isWorthReporting(memory, report, false)).to.equal(true);
    memory.reportDue = false;
    memory.lastReport = report;
    expect(isWorthReporting(memory, { ...report, durationMs: 9 }, false)).to.equal(false);
    expect(isWorthReporting(memory, { ...report, observedGeneration: 2 }, false)).to.equal(true);
    memory.incident = { epoch: 1, generation: 3, at: new Date(), words: 'it hung' };
    const next = reportOf(third, memory, result());
    expect(isWorthReporting(memory, next, false)).to.equal(true);
    memory.lastReport = next;
    expect(isWorthReporting(memory, reportOf(third, memory, result()), false)).to.equal(false);
    memory.lastReport = report;
    memory.reportDue = true;
    expect(isWorthReporting(memory, report, false)).to.equal(true);
  });

  it('a failure that may pass is reported when it has come twice', () => {
    const report = reportOf(third, memory, failed());
    memory.failuresInARow = 1;
    expect(isWorthReporting(memory, report, true)).to.equal(false);
    expect(isWorthReporting(memory, report, false)).to.equal(true);
    memory.failuresInARow = 2;
    expect(isWorthReporting(memory, report, true)).to.equal(true);
  });
});
