import { expect } from 'chai';
import { Mutex } from './mutex.ts';

describe('Mutex', () => {
  it('runs one after the other, also behind one that fails', async () => {
    const mutex = new Mutex();
    const order: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      order.push(`${name} begins`);
      await new Promise(setImmediate);
      order.push(`${name} ends`);
      if (name === 'b') throw new Error('broken');
      return name;
    };
    const ends = await Promise.allSettled(['a', 'b', 'c'].map((name) => mutex.run(work(name))));
    expect(order).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(ends.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('is idle when the last one has released it', async () => {
    const mutex = new Mutex();
    expect(mutex.isIdle).to.equal(true);
    const first = mutex.run(() => Promise.resolve());
    const second = mutex.run(() => Promise.resolve());
    await first;
    expect(mutex.isIdle).to.equal(false);
    await second;
    expect(mutex.isIdle).to.equal(true);
  });
});
