import { expect } from 'chai';
import type { ForeseenDevice, StepClass } from '../api/dry-run.ts';
import { diffsOf, gradeOf, worstOf } from './foreseen.ts';

const device = (classes: readonly StepClass[], rest: Partial<ForeseenDevice> = {}): ForeseenDevice => ({
  device_id: 'd-1',
  files: [],
  plan: classes.map((each) => ({ step: each, class: each, reason: null })),
  effect: 'runtime',
  refusal: null,
  reason: null,
  ...rest,
});

describe('what a dry run foresees', () => {
  it('is harmless while nothing that serves is touched', () => {
    expect(gradeOf(device([]))).to.equal('harmless');
    expect(gradeOf(device(['plug', 'start'], { effect: 'start' }))).to.equal('harmless');
    expect(gradeOf(device(['runtime', 'port']))).to.equal('harmless');
    expect(gradeOf(device([], { effect: 'none', reason: 'nothing runs' }))).to.equal('harmless');
  });

  it('is a reload, an interruption or a refusal, whichever is worst', () => {
    expect(gradeOf(device(['runtime', 'reload']))).to.equal('reload');
    expect(gradeOf(device(['reload', 'stop', 'unplug']))).to.equal('interruption');
    expect(gradeOf(device(['stop'], { refusal: 'haproxy -c: no' }))).to.equal('refusal');
    expect(worstOf({ devices: [device(['reload']), device(['remove']), device([])], rest: 0 })).to.equal(
      'interruption',
    );
    expect(worstOf({ devices: [], rest: 3 })).to.equal('harmless');
  });

  it('is not known where something runs that could not be asked', () => {
    expect(gradeOf(device([], { effect: null, reason: 'the agent does not answer' }))).to.equal('unknown');
  });

  it('shows the files that change', () => {
    const files = [
      { name: 'haproxy.cfg', diff: '-a\n+b\n' },
      { name: 'same', diff: '' },
    ];
    expect(diffsOf({ devices: [device([], { files })], rest: 0 })).to.deep.equal([
      { id: '0 haproxy.cfg', ...files[0] },
    ]);
  });
});
