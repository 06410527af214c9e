import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { type Postgres, startPostgres } from './postgres.ts';

describe('startPostgres', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lbaas-pg-test-'));
  let server: Postgres;

  before(async () => {
    server = await startPostgres({ dir, durable: false, dieWithParent: true });
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('creates databases that answer on the unix socket', async () => {
    const url = await server.createDatabase('one');
    expect(await select(url, 'SELECT current_database() AS answer')).to.equal('one');
  });

  it('keeps the data over stop and start', async () => {
    const url = await server.createDatabase('two');
    await select(url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    await server.stop();
    expect(server.pid).to.equal(undefined);
    await server.start();
    expect(await select(url, 'SELECT answer FROM kept')).to.equal(7);
  });

  it('comes back after kill -9', async () => {
    await server.kill9();
    await server.start();
    expect(await select(server.adminUrl, 'SELECT 1 AS answer')).to.equal(1);
  });

  it('runs where only root can go, such as below /root', async () => {
    const closed = join(dir, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const other = await startPostgres({ dir: join(closed, 'pg'), durable: false, dieWithParent: true });
    expect(await select(other.adminUrl, 'SELECT 1 AS answer')).to.equal(1);
    await other.stop();
  });

  it('says why it does not start: here, no socket path may be that long', async () => {
    const error = await startPostgres({ dir: join(dir, 'x'.repeat(100)), dieWithParent: true }).then(
      () => undefined,
      (cause: Error) => cause,
    );
    expect(error?.message).to.include('did not start').and.to.include('too long');
  });
});

async function select(connectionString: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const result = await client.query<{ answer: unknown }>(sql);
    return result.rows[0]?.answer;
  } finally {
    await client.end();
  }
}
