import { expect } from 'chai';
import { awaitEcho } from './await-echo.ts';

describe('awaitEcho', () => {
  const beat = (number: number, heard: number | null) => ({ echo: { beat: number, heard } });

  it('awaits the echo of each heartbeat that names the one before', () => {
    expect(awaitEcho(undefined, beat(1, null))).to.deep.equal({ beat: 1, isOverdue: false });
    expect(awaitEcho(1, beat(2, 1))).to.deep.equal({ beat: 2, isOverdue: false });
    expect(awaitEcho(1, beat(9, 7))).to.deep.equal({ beat: 9, isOverdue: false });
  });

  it('goes on waiting for one that is not named, until it or a newer one is', () => {
    expect(awaitEcho(0, beat(1, null))).to.deep.equal({ beat: 0, isOverdue: true });
    expect(awaitEcho(5, beat(6, 4))).to.deep.equal({ beat: 5, isOverdue: true });
    expect(awaitEcho(5, beat(8, 4))).to.deep.equal({ beat: 5, isOverdue: true });
    expect(awaitEcho(5, beat(9, 5))).to.deep.equal({ beat: 9, isOverdue: false });
  });

  it('awaits nothing of an agent that is older than echoes', () => {
    expect(awaitEcho(5, {})).to.deep.equal({ beat: null, isOverdue: false });
    expect(awaitEcho(null, beat(3, null))).to.deep.equal({ beat: 3, isOverdue: false });
  });
});
