import { expect } from 'chai';
import { ManualClock } from './clock.ts';

describe('ManualClock', () => {
  it('moves both of its times together and only when asked to', () => {
    const clock = new ManualClock(new Date('2026-01-02T03:04:05.000Z'));
    expect(clock.monotonicMs()).to.equal(0);
    clock.advance(1500);
    expect(clock.monotonicMs()).to.equal(1500);
    expect(clock.now().toISOString()).to.equal('2026-01-02T03:04:06.500Z');
  });
});
