import { expect } from 'chai';
import fc from 'fast-check';
import { Backoff } from './backoff.ts';

describe('Backoff', () => {
  it('doubles from the base up to the cap', () => {
    const backoff = new Backoff({ baseMs: 5, capMs: 30, jitter: 0 });
    expect([1, 2, 3, 4, 5, 500].map((attempt) => backoff.delayMs(attempt))).to.deep.equal([
      5, 10, 20, 30, 30, 30,
    ]);
  });

  it('never leaves the range that jitter and cap allow', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, jitter) => {
          const options = { baseMs: 5, capMs: 30_000 };
          const full = new Backoff({ ...options, jitter: 0 }).delayMs(attempt);
          const delay = new Backoff({ ...options, jitter }).delayMs(attempt);
          expect(delay).to.be.within(full * (1 - jitter), full);
        },
      ),
    );
  });
});
