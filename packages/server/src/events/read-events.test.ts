import { randomUUID } from 'node:crypto';
import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import pg from 'pg';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { oldEvents } from './old-events.ts';
import type { Position } from './position.ts';
import { readEvents, readPresent } from './read-events.ts';

const RECORD = `INSERT INTO events (project_id, action, resource_type, resource_id) VALUES ($1, 'create', 'pool', $2)`;

describe('readEvents', () => {
  let db: TestDatabase;
  let start: Position;

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  beforeEach(async () => {
    await db.query('DELETE FROM events');
    await db.query('UPDATE event_horizon SET xid = 0, seq = 0');
    start = (await present()).now;
  });

  const present = () => db.unitOfWork.statements(readPresent);
  const read = (after: Position, limit = 100, projects?: readonly string[]) =>
    db.unitOfWork.statements((tx) => readEvents(tx, { after, limit, projects }));
  const record = async (project = 'p'): Promise<string> => {
    const id = randomUUID();
    await db.query(RECORD, [project, id]);
    return id;
  };
  const ids = (page: { events: readonly { resourceId: string }[] }) =>
    page.events.map(({ resourceId }) => resourceId);

  it('gives what was recorded behind a position, in pages without gap or repetition', async () => {
    const recorded = [await record(), await record(), await record()];
    const first = await read(start, 2);
    expect(first).to.include({ isFull: true, isHiding: false, isTooOld: false });
    expect(ids(first)).to.deep.equal(recorded.slice(0, 2));
    const second = await read(first.to, 2);
    expect(ids(second)).to.deep.equal(recorded.slice(2));
    expect(second.isFull).to.equal(false);
    const last = await record();
    expect(ids(await read(second.to))).to.deep.equal([last]);
  });

  it('ends a page before its 51st device, and begins the next one with it', async () => {
    const devices = Array.from({ length: 60 }, () => randomUUID());
    for (const id of [...devices, devices[0]]) {
      await db.query(
        `INSERT INTO events (project_id, action, resource_type, resource_id, facts_before, facts_after)
         VALUES ('p', 'status', 'device', $1, '{"has_vip": false}', '{"has_vip": true}')`,
        [id],
      );
    }
    const first = await read(start);
    expect(first.isFull).to.equal(true);
    expect(ids(first)).to.deep.equal(devices.slice(0, 50));
    expect(first.events[0]).to.deep.include({ before: { has_vip: false }, after: { has_vip: true } });
    const second = await read(first.to);
    expect(ids(second)).to.deep.equal([...devices.slice(50), devices[0]]);
    expect(second.isFull).to.equal(false);
  });

  it('passes over the events of others, and says how far it has looked', async () => {
    for (const project of ['a', 'a', 'b', 'a']) await record(project);
    const first = await read(start, 2, ['b']);
    expect(ids(first)).to.deep.equal([]);
    expect(first.isFull).to.equal(true);
    const second = await read(first.to, 2, ['b']);
    expect(second.events).to.have.length(1);
  });

  it('holds back what is behind a transaction under way, whichever commits first', async () => {
    const slow = new pg.Client({ connectionString: db.url });
    await slow.connect();
    await slow.query('BEGIN');
    const early = randomUUID();
    await slow.query(RECORD, ['p', early]);
    const late = await record();
    const held = await read(start);
    expect(ids(held)).to.deep.equal([]);
    expect(held.isHiding).to.equal(true);
    const meanwhile = await present();
    await slow.query('COMMIT');
    await slow.end();
    expect(ids(await read(held.to))).to.deep.equal([early, late]);
    expect(ids(await read(meanwhile.now))).to.deep.equal([early, late]);
  });

  it('does not wait for transactions of other databases, whoever asks', async () => {
    const other = new pg.Client({ connectionString: await freshDatabase() });
    await other.connect();
    await other.query('BEGIN');
    const [foreign] = (await other.query<{ xid: number }>('SELECT pg_current_xact_id()::text::float8 AS xid'))
      .rows;
    const seen = await record();
    const page = await read(start);
    expect(ids(page)).to.deep.equal([seen]);
    expect(page.floor).to.be.above(foreign?.xid ?? 0);
    expect((await present()).now).to.deep.equal(page.to);
    const ours = new pg.Client({ connectionString: db.url });
    await ours.connect();
    await ours.query('BEGIN');
    await ours.query(RECORD, ['p', randomUUID()]);
    const hidden = await record();
    expect(ids(await read(start))).to.deep.equal([seen]);
    await ours.query('COMMIT');
    expect(ids(await read(start)).at(-1)).to.equal(hidden);
    // A role that may see nothing of the sessions of others.
    await ours.query('SET ROLE pg_signal_backend');
    const { rows } = await ours.query(
      `SELECT query, datid <> (SELECT oid FROM pg_database WHERE datname = current_database()) AS "isOther"
       FROM pg_stat_get_activity(NULL) WHERE backend_xid::text::bigint = $1::bigint % 4294967296`,
      [foreign?.xid],
    );
    expect(rows).to.deep.equal([{ query: '<insufficient privilege>', isOther: true }]);
    await other.end();
    await ours.end();
  });

  it('names no position that no event has reached, since a crash may give its transaction out again', async () => {
    await record();
    const [last] = await db.query<Position>('SELECT xid, seq FROM events');
    for (let n = 0; n < 3; n += 1) await db.query('SELECT pg_current_xact_id()');
    expect((await present()).now).to.deep.equal(last);
    expect((await read(start)).to).to.deep.equal(last);
    expect((await read(last ?? start)).to).to.deep.equal(last);
  });

  it('knows when events are gone for their age', async () => {
    const [old] = [await record(), await record()];
    await db.query(`UPDATE events SET at = at - interval '2 days'`);
    const young = await record();
    const { events } = await read(start);
    expect(ids({ events })).to.include(old);
    const { sql, keepSeconds } = oldEvents(24);
    const forget = async (limit: number) => (await db.query(sql, [keepSeconds, limit])).length;
    expect([await forget(1), await forget(10), await forget(10)]).to.deep.equal([1, 1, 0]);

    expect((await read(start)).isTooOld).to.equal(true);
    const second = events[1] ?? start;
    const behind = await read(second);
    expect(behind.isTooOld).to.equal(false);
    expect(ids(behind)).to.deep.equal([young]);
    const { isKnown, now } = await present();
    expect([start, events[0] ?? start, second, now].map(isKnown)).to.deep.equal([false, false, true, true]);
    expect(isKnown({ xid: now.xid + 1_000_000, seq: 0 })).to.equal(false);
  });

  it('looks at no more than a page, however many events there are', async () => {
    await db.query(
      `INSERT INTO events (xid, project_id, action, resource_type, resource_id)
       SELECT 3 + n / 3, 'p', 'update', 'pool', gen_random_uuid() FROM generate_series(1, 1500) n`,
    );
    await db.query('ANALYZE events');
    const plan = await db.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT * FROM events WHERE (xid, seq) > (100, 0) AND xid < 1000 ORDER BY xid, seq LIMIT 10`,
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).to.contain('Index Scan using events_pkey').and.not.to.contain('Sort');
  });
});
