import { randomUUID } from 'node:crypto';
import { Metrics, createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { EventFeed, type EventFeedSettings } from './event-feed.ts';
import { oldEvents } from './old-events.ts';
import type { Position } from './position.ts';

const RECORD = `INSERT INTO events (project_id, action, resource_type, resource_id) VALUES ('p', 'create', 'pool', $1)`;

describe('EventFeed', () => {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const { signal } = new AbortController();
  let db: TestDatabase;
  let feed: EventFeed;
  let commit: () => void = () => undefined;

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  afterEach(() => feed.stop());

  /** `commit()` tells of what was recorded; a poll would take longer than a test may. */
  function start(settings: Partial<EventFeedSettings> = {}): void {
    const notifications = {
      on: (_channel: string, wake: () => void) => {
        commit = wake;
        return () => undefined;
      },
    };
    const { unitOfWork } = db;
    feed = new EventFeed({
      background: unitOfWork,
      unitOfWork,
      notifications,
      logger,
      metrics: new Metrics(),
      settings: { pollMs: 60_000, ...settings },
    });
    feed.start();
  }

  async function record(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (const id of ids) await db.query(RECORD, [id]);
    commit();
    return ids;
  }

  /** Reads on from a position until this many events have come. */
  async function hear(after: Position, count: number): Promise<{ ids: string[]; to: Position }> {
    const ids: string[] = [];
    let to = after;
    while (ids.length < count) {
      const page = await feed.next(to, { signal, withinMs: 5000 });
      if (page.events.length === 0 && !page.isFull) break;
      ids.push(...page.events.map(({ resourceId }) => resourceId));
      ({ to } = page);
    }
    return { ids, to };
  }

  it('gives everybody the same page of what is new', async () => {
    start();
    const unfollow = feed.follow();
    const { to } = await feed.next((await feed.present()).now, { signal, withinMs: 100 });
    const waiting = [1, 2].map(() => feed.next(to, { signal, withinMs: 5000 }));
    const ids = await record(1);
    const [first, second] = await Promise.all(waiting);
    expect(first?.events.map(({ resourceId }) => resourceId)).to.deep.equal(ids);
    expect(first).to.equal(second);
    unfollow();
  });

  it('serves readers that have fallen behind what it keeps, without gap or repetition', async () => {
    start({ pageSize: 3, recentEvents: 4 });
    const unfollow = feed.follow();
    const { now } = await feed.present();
    const recorded: string[] = [];
    let ahead = now;
    for (let round = 0; round < 5; round += 1) {
      recorded.push(...(await record(2)));
      ahead = (await hear(ahead, 2)).to;
    }
    const late = await hear(now, recorded.length);
    expect(late.ids).to.deep.equal(recorded);
    const more = await record(7);
    expect((await hear(late.to, 7)).ids).to.deep.equal(more);
    expect((await hear(ahead, 7)).ids).to.deep.equal(more);
    unfollow();
  });

  it('says that nothing has come, and how far that holds', async () => {
    start();
    const unfollow = feed.follow();
    const { now } = await feed.present();
    const page = await feed.next(now, { signal, withinMs: 50 });
    expect(page.events).to.deep.equal([]);
    expect(page.to.xid).to.be.at.least(now.xid);
    unfollow();
  });

  it('goes on from the present where events are gone for their age', async () => {
    start({ recentEvents: 1 });
    const unfollow = feed.follow();
    const { to: now } = await feed.next((await feed.present()).now, { signal, withinMs: 100 });
    const { to: middle } = await hear(now, (await record(1)).length);
    const { to } = await hear(middle, (await record(1)).length);
    await db.query(oldEvents(24).sql, [-60, 1000]);
    const late = await feed.next(now, { signal, withinMs: 5000 });
    expect(late).to.deep.include({ isTooOld: true, events: [] });
    const next = await record(1);
    expect((await hear(late.to, 1)).ids).to.deep.equal(next);
    expect((await hear(to, 1)).ids).to.deep.equal(next);
    unfollow();
  });

  it('tells all who follow when it was itself away for too long', async () => {
    start();
    const unfollow = feed.follow();
    const { to } = await feed.next((await feed.present()).now, { signal, withinMs: 100 });
    await db.query('UPDATE event_horizon SET xid = $1', [to.xid + 5]);
    await record(10);
    const page = await feed.next(to, { signal, withinMs: 5000 });
    expect(page).to.deep.include({ isTooOld: true, events: [] });
    const next = await record(1);
    expect((await hear(page.to, 1)).ids).to.deep.equal(next);
    unfollow();
  });

  it('ends a wait with its signal, and can be started again', async () => {
    start();
    const unfollow = feed.follow();
    const { now } = await feed.present();
    const ending = new AbortController();
    const waiting = feed.next(now, { signal: ending.signal, withinMs: 60_000 });
    ending.abort(new Error('over'));
    expect(await waiting.catch((error: Error) => error.message)).to.equal('over');
    await feed.stop();
    await feed.stop();
    feed.start();
    feed.start();
    const ids = await record(1);
    expect((await hear(now, 1)).ids).to.deep.equal(ids);
    unfollow();
  });
});
