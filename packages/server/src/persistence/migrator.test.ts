import { createLogger } from '@lbaas/common/runtime';
import { freshDatabase } from '@lbaas/lab';
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
});
