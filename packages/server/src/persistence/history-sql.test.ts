import { freshDatabase, freshPrefix } from '@lbaas/lab';
import { expect } from 'chai';
import pg from 'pg';
import { HISTORY_ID } from './history-sql.ts';
import { markRestored } from './mark-restored.ts';
import { migrate } from './migrate.ts';

describe('the history of a database', function () {
  this.timeout(90_000);
  let url: string;

  before(async () => {
    url = await freshDatabase();
    await migrate({ url });
  });

  const ask = async (sql: string, where = url): Promise<{ readonly id: string } | undefined> => {
    const client = new pg.Client({ connectionString: where });
    await client.connect();
    try {
      return (await client.query<{ id: string }>(sql)).rows[0];
    } finally {
      await client.end();
    }
  };
  const read = async (where = url): Promise<string | undefined> =>
    (await ask(`SELECT ${HISTORY_ID} AS id`, where))?.id;

  it('is the same for everybody, and for an account without any privilege', async () => {
    const role = freshPrefix();
    await ask(`CREATE ROLE ${role} LOGIN`);
    await ask(`GRANT SELECT ON database_history TO ${role}`);
    const id = await read();
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(await read(url.replace('lbaas@', `${role}@`))).to.equal(id);
  });

  it('goes on over changes of the schema and of all data', async () => {
    const id = await read();
    await ask('ALTER TABLE devices ADD COLUMN more integer');
    await ask('ALTER TABLE devices DROP COLUMN more');
    await ask('VACUUM FULL devices');
    expect(await read()).to.equal(id);
  });

  it('is another one for a copy, for tables that were made anew, and when an administrator says so', async () => {
    const ids = [await read(), await read(await freshDatabase(url))];
    await markRestored({ url });
    ids.push(await read());
    // As pg_restore does before it fills them.
    await ask('DROP SCHEMA public CASCADE');
    await ask('CREATE SCHEMA public');
    await migrate({ url });
    ids.push(await read());
    expect(new Set(ids).size, ids.join()).to.equal(4);
  });
});
