import { expect } from 'chai';
import { PageWaiters } from './page-waiters.ts';
import type { EventPage } from './recorded-event.ts';

const NEVER = 60_000;

/** A page with an event of each of these projects. */
const pageOf = (...projects: readonly string[]): EventPage => ({
  events: projects.map((projectId, seq) => ({
    xid: 1,
    seq,
    at: '',
    projectId,
    action: 'update',
    resource: 'pool',
    resourceId: String(seq),
  })),
  to: { xid: 2, seq: 0 },
  isFull: false,
});

describe('PageWaiters', () => {
  const { signal } = new AbortController();

  it('gives a page to those who want events of it, and lets the others wait', async () => {
    const waiters = new PageWaiters();
    const wait = (...projects: readonly string[]) => waiters.wait({ projects, withinMs: NEVER, signal });
    const everybody = waiters.wait({ projects: undefined, withinMs: NEVER, signal });
    const [one, two, both] = [wait('one'), wait('two'), wait('two', 'one')];
    const first = pageOf('one', 'one', 'three');
    waiters.give(pageOf());
    waiters.give(first);
    expect(await Promise.all([everybody, one, both])).to.deep.equal([first, first, first]);
    const second = pageOf('two');
    waiters.give(second);
    expect(await two).to.equal(second);
  });

  it('lets everybody look again', async () => {
    const waiters = new PageWaiters();
    const waiting = [['one'], ['one', 'two'], undefined].map((projects) =>
      waiters.wait({ projects, withinMs: NEVER, signal }),
    );
    waiters.letLookAgain();
    expect(await Promise.all(waiting)).to.deep.equal([undefined, undefined, undefined]);
  });

  it('ends a wait with its time, and with its signal', async () => {
    const waiters = new PageWaiters();
    expect(await waiters.wait({ projects: ['one'], withinMs: 1, signal })).to.equal(undefined);
    const ending = new AbortController();
    const waiting = waiters.wait({ projects: ['one'], withinMs: NEVER, signal: ending.signal });
    ending.abort(new Error('over'));
    expect(await waiting.catch((error: Error) => error.message)).to.equal('over');
  });
});
