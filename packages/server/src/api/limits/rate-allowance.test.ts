import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { RateAllowance } from './rate-allowance.ts';

describe('RateAllowance', () => {
  let clock: ManualClock;
  let allowance: RateAllowance;
  const spent = (party: string, attempts: number): number =>
    Array.from({ length: attempts }, () => allowance.spend(party)).filter((done) => done).length;

  beforeEach(() => {
    clock = new ManualClock();
    allowance = new RateAllowance({ perSecond: 2, burst: 5, clock });
  });

  it('lets a party spend its burst, then what comes in', () => {
    expect(spent('a', 9)).to.equal(5);
    clock.advance(499);
    expect(spent('a', 1)).to.equal(0);
    clock.advance(1);
    expect(spent('a', 9)).to.equal(1);
    clock.advance(1000);
    expect(spent('a', 9)).to.equal(2);
  });

  it('adds up to the burst and no further', () => {
    expect(spent('a', 5)).to.equal(5);
    clock.advance(3_600_000);
    expect(spent('a', 9)).to.equal(5);
  });

  it('keeps parties apart', () => {
    expect([spent('a', 9), spent('b', 9)]).to.deep.equal([5, 5]);
  });

  it('takes back', () => {
    expect(spent('a', 9)).to.equal(5);
    allowance.refund('a');
    expect(spent('a', 9)).to.equal(1);
    clock.advance(60_000);
    allowance.refund('a');
    expect(spent('a', 9)).to.equal(5);
  });

  it('remembers only so many', () => {
    expect(spent('a', 9)).to.equal(5);
    for (let other = 0; other < 20_000; other += 1) allowance.spend(String(other));
    expect(spent('a', 9)).to.equal(5);
  });
});
