import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { EventPage } from '../../events/index.ts';
import { SharedByPage } from './shared-by-page.ts';

describe('SharedByPage', () => {
  const newPage = (): EventPage => ({ events: [], to: { xid: 1, seq: 1 }, isFull: false });

  it('makes the same once, and different things of a page and of others each for itself', async () => {
    const shared = new SharedByPage<string>();
    const [page, other] = [newPage(), newPage()];
    const made: string[] = [];
    const take = (of: EventPage, key: string, what: string) =>
      shared.of(of, key, () => Promise.resolve(made.push(what)).then(() => what));
    const taken = [take(page, 'a', '1'), take(page, 'a', '2'), take(page, 'b', '3'), take(other, 'a', '4')];
    expect(await Promise.all(taken)).to.deep.equal(['1', '1', '3', '4']);
    expect(made).to.deep.equal(['1', '3', '4']);
  });

  it('forgets what is older than a second', async () => {
    const clock = new ManualClock();
    const shared = new SharedByPage<number>(clock);
    const page = newPage();
    let made = 0;
    const take = (key: string) => shared.of(page, key, () => Promise.resolve((made += 1)));
    await take('a');
    clock.advance(600);
    await take('b');
    clock.advance(600);
    expect(await take('b')).to.equal(2);
    expect(await take('a')).to.equal(3);
  });

  it('forgets a failure', async () => {
    const shared = new SharedByPage<string>();
    const page = newPage();
    const failing = () => shared.of(page, 'a', () => Promise.reject(new Error('away')));
    const failures = await Promise.allSettled([failing(), failing()]);
    expect(failures.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(await shared.of(page, 'a', () => Promise.resolve('back'))).to.equal('back');
  });
});
