import { expect } from 'chai';
import { ForwardClock, ManualClock } from './clock.ts';

describe('ManualClock', () => {
  it('moves both of its times together and only when asked to', () => {
    const clock = new ManualClock(new Date('2026-01-02T03:04:05.000Z'));
    expect(clock.monotonicMs()).to.equal(0);
    clock.advance(1500);
    expect(clock.monotonicMs()).to.equal(1500);
    expect(clock.now().toISOString()).to.equal('2026-01-02T03:04:06.500Z');
  });
});

describe('ForwardClock', () => {
  it('follows the wall clock forward, and goes on when that is set back', () => {
    let wallMs = 1_000_000;
    let monotonicMs = 0;
    const clock = new ForwardClock({ now: () => new Date(wallMs), monotonicMs: () => monotonicMs });
    const pass = (ms: number): number => {
      wallMs += ms;
      monotonicMs += ms;
      return clock.now().getTime();
    };
    expect(pass(10)).to.equal(1_000_010);
    wallMs += 3_600_000;
    expect(pass(10)).to.equal(4_600_020);
    wallMs -= 7_200_000;
    expect([pass(10), pass(1000)]).to.deep.equal([4_600_030, 4_601_030]);
    wallMs += 7_200_000;
    expect(pass(10)).to.equal(4_601_040);
  });
});
