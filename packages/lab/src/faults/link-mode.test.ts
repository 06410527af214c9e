import { expect } from 'chai';
import { OPEN, dueAt } from './link-mode.ts';

describe('the modes of a link', () => {
  it('let pieces go at once, or after those before them', () => {
    expect(dueAt(OPEN, { now: 5, bytes: 10, previous: 0 })).to.equal(5);
    expect(dueAt(OPEN, { now: 5, bytes: 10, previous: 80 })).to.equal(80);
  });

  it('delay each piece by the same time, and never reorder', () => {
    const slow = { kind: 'delay', delayMs: 200 } as const;
    expect(dueAt(slow, { now: 5, bytes: 10, previous: 0 })).to.equal(205);
    expect(dueAt(slow, { now: 5, bytes: 10, previous: 900 })).to.equal(900);
  });

  it('throttle by the number of bytes', () => {
    const narrow = { kind: 'throttle', bytesPerSecond: 1000 } as const;
    const first = dueAt(narrow, { now: 0, bytes: 500, previous: 0 });
    expect(first).to.equal(500);
    expect(dueAt(narrow, { now: 10, bytes: 500, previous: first })).to.equal(1000);
  });

  it('hold everything while the link stalls', () => {
    expect(dueAt({ kind: 'stall' }, { now: 5, bytes: 1, previous: 0 })).to.equal(Infinity);
  });
});
