import { expect } from 'chai';
import { comparePositions, formatPosition, laterOf, parsePosition } from './position.ts';

describe('positions', () => {
  const positions = [
    { xid: 0, seq: 0 },
    { xid: 1, seq: 0 },
    { xid: 1, seq: 7 },
    { xid: 36, seq: 1 },
    { xid: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER },
  ];

  it('come back from their text', () => {
    for (const position of positions) {
      expect(parsePosition(formatPosition(position))).to.deep.equal(position);
    }
  });

  it('are read from no other text', () => {
    for (const text of [
      '',
      '-',
      '1',
      '1-',
      '-1',
      '1-1-1',
      '01-1',
      '1-01',
      'A-1',
      ' 1-1',
      '1.1',
      'zzzzzzzzzzz-1',
    ]) {
      expect(parsePosition(text), text).to.equal(undefined);
    }
  });

  it('are in the order of transactions, then of events', () => {
    const shuffled = positions.toReversed();
    expect(shuffled.sort(comparePositions)).to.deep.equal(positions);
    expect(laterOf({ xid: 1, seq: 9 }, { xid: 2, seq: 0 })).to.deep.equal({ xid: 2, seq: 0 });
  });
});
