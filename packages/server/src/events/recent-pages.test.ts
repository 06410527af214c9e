import { expect } from 'chai';
import type { Position } from './position.ts';
import { RecentPages } from './recent-pages.ts';
import type { EventPage } from './recorded-event.ts';

const at = (xid: number): Position => ({ xid, seq: 0 });

/** A page with this many events. */
const page = (to: number, events: number): EventPage => ({
  events: Array.from({ length: events }, (_, seq) => ({
    xid: to - 1,
    seq: seq + 1,
    at: '',
    projectId: 'p',
    action: 'update',
    resource: 'pool',
    resourceId: String(seq),
  })),
  to: at(to),
  isFull: false,
});

describe('RecentPages', () => {
  it('gives the first page behind a position, and none where nothing is new', () => {
    const recent = new RecentPages(at(10), 100);
    const [first, second] = [page(20, 2), page(30, 1)];
    recent.add(first);
    recent.add(second);
    expect(recent.behind(at(10))).to.equal(first);
    expect(recent.behind({ xid: 19, seq: 1 })).to.equal(first);
    expect(recent.behind(at(20))).to.equal(second);
    expect(recent.behind(at(30))).to.equal(undefined);
  });

  it('moves on without events', () => {
    const recent = new RecentPages(at(10), 100);
    recent.add(page(20, 0));
    expect(recent.to).to.deep.equal(at(20));
    expect(recent.behind(at(10))).to.equal(undefined);
    expect(recent.covers(at(10))).to.equal(true);
  });

  it('covers no position whose events it has forgotten, or never had', () => {
    const recent = new RecentPages(at(10), 3);
    expect(recent.covers(at(9))).to.equal(false);
    for (const to of [20, 30, 40]) recent.add(page(to, 2));
    expect(recent.covers(at(20))).to.equal(false);
    expect(recent.covers(at(30))).to.equal(true);
    expect(recent.behind(at(30))?.to).to.deep.equal(at(40));
  });
});
