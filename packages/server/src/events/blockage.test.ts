import { randomUUID } from 'node:crypto';
import { Metrics, createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import pg from 'pg';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { Blockage } from './blockage.ts';
import { EventFeed } from './event-feed.ts';

const RECORD = `INSERT INTO events (project_id, action, resource_type, resource_id) VALUES ('p', 'create', 'pool', $1)`;

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly waiting_s?: number;
  readonly blocker?: object;
}

describe('Blockage', () => {
  let db: TestDatabase;
  let slow: pg.Client;
  let lines: readonly Line[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line: string) => void (lines = [...lines, JSON.parse(line) as Line]) },
  });

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  beforeEach(async () => {
    lines = [];
    slow = new pg.Client({ connectionString: db.url, application_name: 'a long report' });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query('SELECT pg_current_xact_id()');
  });
  afterEach(() => slow.end());

  it('names the transaction that events wait for, once, and tells when they go on', async () => {
    const { unitOfWork } = db;
    const notifications = { on: () => () => undefined };
    const settings = { pollMs: 20, hidingMs: 5, patienceMs: 100 };
    const parts = { background: unitOfWork, unitOfWork, notifications, logger, metrics: new Metrics() };
    const feed = new EventFeed({ ...parts, settings });
    feed.start();
    const unfollow = feed.follow();
    try {
      await db.query(RECORD, [randomUUID()]);
      await eventually(() => expect(lines).to.have.length(1), { withinMs: 10_000 });
      const [pid] = (await slow.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
      expect(lines[0]).to.include({
        level: 40,
        msg: 'events wait for a transaction that has written and does not end',
      });
      expect(lines[0]?.blocker).to.include({
        ...pid,
        application: 'a long report',
        state: 'idle in transaction',
      });
      expect(lines[0]?.blocker).to.have.property('age_s');
      await slow.query('COMMIT');
      await eventually(() => expect(lines[1]?.msg).to.equal('events are sent again'), { withinMs: 10_000 });
    } finally {
      unfollow();
      await feed.stop();
    }
    expect(lines).to.have.length(2);
  });

  it('is none while the floor rises, nor while nothing waits', async () => {
    const blockage = new Blockage({ unitOfWork: db.unitOfWork, logger, patienceMs: 0 });
    for (let floor = 1; floor < 5; floor += 1) await blockage.note({ floor, isHiding: true });
    for (let more = 3; more > 0; more -= 1) await blockage.note({ floor: 5, isHiding: false });
    expect(lines).to.deep.equal([]);
    await blockage.note({ floor: 5, isHiding: true });
    await blockage.note({ floor: 5, isHiding: true });
    await blockage.note({ floor: 5, isHiding: true });
    expect(lines).to.have.length(1);
  });
});
