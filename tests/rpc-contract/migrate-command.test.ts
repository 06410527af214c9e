import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { eventually } from '@lbaas/common/runtime';
import { bundled } from '@lbaas/common/testing';
import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import { createConnectionPool } from '@lbaas/server/persistence';
import { migratedDatabase } from '@lbaas/server/testing';

/** Nothing listens there, and nothing needs it. */
const NO_BROKER = 'amqp://guest:hidden@127.0.0.1:1/';
/** What a migration of a later version leaves in the database. */
const ADDITION = 'LaterTables1790000000098';
const REMOVAL = 'LaterColumns_Needs_99_1_1790000000099';

describe('lbaas-server migrate', function () {
  this.timeout(180_000);
  let main: string;
  let url: string;
  let child: ChildProcess | undefined;
  let output: string;

  before(async () => {
    main = await bundled(new URL('../../packages/server/src/main.ts', import.meta.url));
  });
  beforeEach(async () => {
    url = await freshDatabase();
    output = '';
  });
  afterEach(async () => {
    if (child === undefined) return;
    child.kill('SIGKILL');
    await once(child, 'close');
    child = undefined;
  });

  const settings = (): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    LBAAS_DATABASE_URL: url,
    LBAAS_AMQP_URL: NO_BROKER,
  });

  /** @returns exit code and lines of either output */
  async function run(...words: readonly string[]): Promise<readonly [number, ...string[]]> {
    const { code, stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...words], {
      env: settings(),
    }).then(
      (ended) => ({ code: 0, ...ended }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    return [code, ...`${stdout}${stderr}`.trimEnd().split('\n')];
  }

  async function query(sql: string, ...values: readonly string[]): Promise<void> {
    const pool = createConnectionPool({ url, poolSize: 1 });
    try {
      await pool.query(sql, [...values]);
    } finally {
      await pool.end();
    }
  }

  const leave = (name: string) => query('INSERT INTO migrations ("timestamp", name) VALUES (1, $1)', name);
  const forget = (name: string) => query('DELETE FROM migrations WHERE name = $1', name);

  /** On a free port of its own choice, which nobody asks for: its log tells how far it is. */
  function startServer(changes: NodeJS.ProcessEnv = {}): void {
    child = spawn(process.execPath, [main], {
      env: { ...settings(), LBAAS_API_PORT: '0', ...changes },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const said = (words: string) =>
    eventually(() => expect(output).to.contain(words), { withinMs: 60_000, everyMs: 50 });
  const readiness = async (): Promise<Record<string, unknown>> => {
    const port = /"port":(\d+)/.exec(output)?.[1];
    return (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as Record<string, unknown>;
  };

  it('applies what is pending and names each, and --check says so before and after', async () => {
    const [before, ...pending] = await run('migrate', '--check');
    expect(before).to.equal(2);
    expect(pending).to.have.length.above(30);
    expect(pending[0]).to.equal('pending Initial1700000000001');
    const applied = pending.map((line) => line.replace('pending', 'applied'));
    expect(await run('migrate')).to.deep.equal([0, ...applied, 'the schema is up to date']);
    expect(await run('migrate', '--check')).to.deep.equal([0, 'nothing is pending']);
    expect(await run('--migrate')).to.deep.equal([0, 'the schema is up to date']);
  });

  it('does each step once when several do it at the same time', async () => {
    const all = await Promise.all([run('migrate'), run('migrate'), run('migrate')]);
    expect(all.map(([code]) => code)).to.deep.equal([0, 0, 0]);
    const steps = all.flat().filter((line) => String(line).startsWith('applied'));
    expect(new Set(steps).size).to.equal(steps.length).and.above(30);
  });

  it('says why it cannot', async () => {
    url = url.replace(/\/\w+\?/, '/nowhere?');
    expect((await run('migrate')).join()).to.match(
      /^1,the schema is not up to date: .*no database "nowhere"/,
    );
    expect((await run('migrate', '--check')).join()).to.match(/^1,the schema cannot be read: .*no database/);
    expect((await run('migrate', '--typo')).join()).to.match(/^1,.*typo/);
  });

  it('leaves a database of somebody else unjudged', async () => {
    await query('CREATE TABLE theirs (id integer)');
    expect((await run('migrate', '--check')).join()).to.match(/^1,1 tables, none of which/);
  });

  it('tells a schema that a later version has added to from one that it has taken away from', async () => {
    url = await migratedDatabase();
    await leave(ADDITION);
    expect((await run('migrate', '--check')).join()).to.match(/^3,.*good for this one \(LaterTables/);
    expect(await run('migrate')).to.deep.equal([0, 'the schema is up to date']);
    await leave(REMOVAL);
    expect((await run('migrate', '--check')).join()).to.match(/^4,the schema needs lbaas-server 99\.1/);
    expect((await run('migrate')).join()).to.match(/^1,the schema is not up to date: .*needs lbaas-server/);
  });

  it('is waited for by a server that may not do it, which says so in a line', async () => {
    startServer({ LBAAS_MIGRATE_AT_START: 'false' });
    await said('run lbaas-server migrate');
    expect(await readiness())
      .to.include({ ready: false })
      .and.to.have.property(
        'migrations',
        'migrations are pending, and migrate_at_start is off: run lbaas-server migrate',
      );
    expect((await run('migrate'))[0]).to.equal(0);
    await said('"the server is ready"');
    expect(output.split('\n').filter((line) => line.includes('are pending'))).to.have.length(1);
    expect(await readiness()).to.include({ api: 'ok', migrations: 'ok' });
  });

  it('need not be waited for where a later version has only added', async () => {
    url = await migratedDatabase();
    await leave(ADDITION);
    startServer();
    await said('"the server is ready"');
    expect(await readiness()).to.include({ api: 'ok', migrations: 'ok' });
  });

  for (const mayMigrate of ['true', 'false']) {
    it(`keeps a server out of a schema that is too new for it (it may migrate: ${mayMigrate})`, async () => {
      url = await migratedDatabase();
      await leave(REMOVAL);
      startServer({ LBAAS_MIGRATE_AT_START: mayMigrate });
      await said('needs lbaas-server 99.1 or newer');
      expect(await readiness())
        .to.include({ ready: false })
        .and.to.have.property('migrations')
        .that.matches(/^the schema needs lbaas-server 99\.1 or newer, and this is \d+\.\d+\.\d+/);
      await forget(REMOVAL);
      await said('"the server is ready"');
    });
  }
});
