import { expect } from 'chai';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('repeats until nothing is thrown and gives the result', async () => {
    let calls = 0;
    const result = await eventually(
      () => {
        calls += 1;
        if (calls < 3) throw new Error(`call ${calls}`);
        return calls;
      },
      { withinMs: 1000, everyMs: 1 },
    );
    expect(result).to.equal(3);
  });

  it('does not count the time for which the process stands still', async () => {
    let calls = 0;
    const waiting = eventually(
      () => {
        calls += 1;
        if (calls < 4) throw new Error(`call ${calls}`);
      },
      { withinMs: 200, everyMs: 5 },
    );
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    await waiting;
    expect(calls).to.equal(4);
  });

  it('gives up with the last failure in text and cause', async () => {
    const last = new Error('still red');
    const error = await eventually(() => Promise.reject(last), { withinMs: 10, everyMs: 2 }).catch(
      (thrown: unknown) => thrown as Error,
    );
    expect(error).to.include({ message: 'not within 10 ms: still red', cause: last });
  });
});
