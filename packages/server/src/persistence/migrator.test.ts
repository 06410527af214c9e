import { createLogger } from '@lbaas/common/runtime';
import { freshDatabase } from '@lbaas/lab';
import pg from 'pg';
import { expect } from 'chai';
import { DatabaseSwitch } from '../testing/database-switch.ts';
import { Migrator } from './migrator.ts';

describe('Migrator', function () {
  this.timeout(60_000);
  let way: DatabaseSwitch | undefined;

  afterEach(() => {
    way?.close();
    way = undefined;
  });

  for (const [when, word] of [
    ['while it takes the lock', 'pg_advisory_lock'],
    ['before the first step', 'CREATE TABLE "migrations"'],
    ['within a step', 'CREATE TABLE agents'],
    ['at the end of a step', 'INSERT INTO "migrations"'],
    ['between two steps', 'FUNCTION charge_quota'],
  ] as const) {
    it(`goes on when it loses the database ${when}`, async () => {
      way = await DatabaseSwitch.open(await freshDatabase(), word);
      const logger = createLogger({ name: 'test', level: 'silent' });
      const migrator = new Migrator({ url: way.url, logger });
      await migrator.start();
      expect(way.wasCut).to.equal(true);
      expect(migrator.done).to.equal(true);
    });
  }

  it('ends with one schema although the lock is lost again and again, with its session', async () => {
    const url = await freshDatabase();
    const logger = createLogger({ name: 'test', level: 'silent' });
    const migrators = [new Migrator({ url, logger }), new Migrator({ url, logger })];
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const started = Promise.all(migrators.map((migrator) => migrator.start()));
    let lost = 0;
    while (!migrators.some(({ done }) => done)) lost += (await client.query(END_HOLDERS)).rows.length;
    await started;
    expect(lost).to.be.above(0);
    const { rows } = await client.query(
      'SELECT count(*)::int AS runs, count(DISTINCT name)::int AS steps FROM migrations',
    );
    expect(rows[0].runs).to.be.above(0).and.equal(rows[0].steps);
    await client.end();
  });
});

/** Ends the sessions that hold the lock. */
const END_HOLDERS = `
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
