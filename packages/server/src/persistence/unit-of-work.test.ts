import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { type Postgres, freshDatabase, startPostgres } from '@lbaas/lab';
import { expect } from 'chai';
import { ConstraintViolation, DatabaseUnavailable, StaleRead } from './database-errors.ts';
import { type ConnectionPool, LOCK_TIMEOUT_MS, createConnectionPool } from './connection-pool.ts';
import { type Tx, UnitOfWork } from './unit-of-work.ts';

describe('UnitOfWork', () => {
  let pool: ConnectionPool;
  let units: UnitOfWork;

  before(async () => {
    pool = createConnectionPool({ url: await freshDatabase() });
    units = new UnitOfWork({ pool });
    await units.statements(async (tx) => {
      await tx.query(
        'CREATE TABLE t (a int, b inet, n bigint DEFAULT 9007199254740991, CONSTRAINT t_key UNIQUE (a, b))',
      );
      await tx.query('CREATE TABLE rows (id int PRIMARY KEY, v int)');
      await tx.query('INSERT INTO rows VALUES (1, 0), (2, 0)');
    });
  });
  after(() => pool.end());

  const count = async () => (await units.statements((tx) => tx.query('SELECT 1 FROM t'))).length;

  it('commits what the work has done, all or nothing', async () => {
    await units.transaction((tx) => tx.query(`INSERT INTO t VALUES (1, '10.0.0.1')`));
    expect(await count()).to.equal(1);
    const failing = units.transaction(async (tx) => {
      await tx.query(`INSERT INTO t VALUES (2, '10.0.0.1')`);
      throw new Error('no');
    });
    await expectRejection(failing, Error, 'no');
    expect(await count()).to.equal(1);
  });

  it('fails when something that was sent fails, or a failure was passed over', async () => {
    const sent = units.transaction(async (tx) => {
      await tx.query(`INSERT INTO t VALUES (3, '10.0.0.1')`);
      tx.send('SELECT nonsense FROM $1', ['x']);
    });
    await expectRejection(sent, Error);
    const passedOver = units.transaction(async (tx) => {
      await tx.query(`INSERT INTO t VALUES (3, '10.0.0.1')`);
      await tx.query('SELECT nonsense').catch(() => undefined);
    });
    await expectRejection(passedOver, Error, 'the work has gone on after a failed statement');
    expect(await count()).to.equal(1);
  });

  it('rehearses: the work sees what it does, nobody else ever, and failures are those of a commit', async () => {
    const before = await count();
    const seen = await units.rehearse(async (tx) => {
      tx.send(`INSERT INTO t VALUES (20, '10.0.0.1')`);
      tx.notifyAfterCommit('lbaas_dispatch');
      return tx.finish(() => tx.query<{ a: number }>('SELECT a FROM t WHERE a = 20'));
    });
    expect([seen, await count()]).to.deep.equal([[{ a: 20 }], before]);
    const refused = units.rehearse(async (tx) => tx.send(`INSERT INTO t VALUES (1, '10.0.0.1')`));
    expect(await expectRejection(refused, ConstraintViolation)).to.include({ constraint: 't_key' });
  });

  it('tells of the statement that failed, not of those behind it', async () => {
    const refused = units.transaction(async (tx) => {
      tx.send(`INSERT INTO t VALUES (1, '10.0.0.1')`);
      await tx.query('SELECT 1');
    });
    expect(await expectRejection(refused, ConstraintViolation)).to.include({ constraint: 't_key' });
    expect(await count()).to.equal(1);
  });

  it('commits behind its last question, unless that fails or what was before it', async () => {
    const before = await count();
    const asked = await units.transaction(async (tx) => {
      tx.send(`INSERT INTO t VALUES (7, '10.0.0.1')`);
      return tx.finish(() => tx.query<{ a: number }>('SELECT a FROM t WHERE a = 7'));
    });
    expect(asked).to.deep.equal([{ a: 7 }]);
    expect(await count()).to.equal(before + 1);
    const failing = units.transaction(async (tx) => {
      tx.send(`INSERT INTO t VALUES (8, '10.0.0.1')`);
      return tx.finish(() => tx.query('SELECT 1 / 0'));
    });
    await expectRejection(failing, Error, 'division by zero');
    const refused = units.transaction(async (tx) => {
      tx.send(`INSERT INTO t VALUES (9, '10.0.0.1'), (7, '10.0.0.1')`);
      return tx.finish(() => tx.query('SELECT 1'));
    });
    expect(await expectRejection(refused, ConstraintViolation)).to.include({ constraint: 't_key' });
    expect(await count()).to.equal(before + 1);
  });

  it('gives bigints as numbers', async () => {
    const [row] = await units.statements((tx) => tx.query<{ n: number }>('SELECT n FROM t'));
    expect(row?.n).to.equal(Number.MAX_SAFE_INTEGER);
  });

  it('names the constraint and the key', async () => {
    const error = await expectRejection(
      units.transaction((tx) => tx.query(`INSERT INTO t VALUES (1, '10.0.0.1')`)),
      ConstraintViolation,
    );
    expect(error).to.deep.include({ constraint: 't_key', values: { a: '1', b: '10.0.0.1' } });
    const translated = new UnitOfWork({
      pool,
      translate: ({ constraint }) => new Error(`typed ${constraint}`),
    });
    await expectRejection(
      translated.transaction((tx) => tx.query(`INSERT INTO t VALUES (1, '10.0.0.1')`)),
      Error,
      'typed t_key',
    );
  });

  it('runs the work again after a deadlock', async () => {
    let met = 0;
    let release: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    const lockBoth = (first: number, second: number) => async (tx: Tx) => {
      await tx.query('UPDATE rows SET v = v + 1 WHERE id = $1', [first]);
      met += 1;
      if (met === 2) release();
      await both;
      await tx.query('UPDATE rows SET v = v + 1 WHERE id = $1', [second]);
    };
    await Promise.all([units.transaction(lockBoth(1, 2)), units.transaction(lockBoth(2, 1))]);
    const rows = await units.statements((tx) => tx.query('SELECT v FROM rows'));
    expect(rows).to.deep.equal([{ v: 2 }, { v: 2 }]);
    // The victim may be back before the other transaction has woken up, and become the victim once more.
    expect(met).to.be.above(2);
  });

  it('runs the work again after a stale read, and gives up at last', async () => {
    for (const how of ['transaction', 'statements'] as const) {
      let attempts = 0;
      const twice = await units[how](async () => {
        attempts += 1;
        if (attempts === 1) throw new StaleRead('gone');
        return attempts;
      });
      expect(twice).to.equal(2);
      await expectRejection(
        units[how](() => Promise.reject(new StaleRead('always'))),
        DatabaseUnavailable,
      );
    }
  });

  it('gives the connection back, whatever happens', async () => {
    const narrow = createConnectionPool({ url: String(pool.options.connectionString), poolSize: 1 });
    const one = new UnitOfWork({ pool: narrow });
    for (let round = 0; round < 3; round += 1) {
      await expectRejection(
        one.transaction((tx) => tx.query('SELECT nonsense')),
        Error,
      );
      await expectRejection(
        one.statements(() => Promise.reject(new Error('x'))),
        Error,
      );
      await one.statements((tx) => tx.query('SELECT 1'));
    }
    await narrow.end();
  });

  it('has whoever comes next wait for the connection longer than for the database', async () => {
    const narrow = createConnectionPool({ url: String(pool.options.connectionString), poolSize: 1 });
    const one = new UnitOfWork({ pool: narrow });
    await units.transaction(async (holder) => {
      await holder.query('SELECT pg_advisory_xact_lock(1)');
      const waiting = one.transaction(async (tx) => {
        await tx.query('SET LOCAL lock_timeout = 2500');
        await tx.query('SELECT pg_advisory_xact_lock(1)');
      });
      const next = one.statements((tx) => tx.query('SELECT 1 AS n'));
      await expectRejection(waiting, DatabaseUnavailable);
      expect(await next).to.deep.equal([{ n: 1 }]);
    });
    await narrow.end();
  });

  it('waits for a lock as long as its caller does, and lets others have the connection', async () => {
    const narrow = createConnectionPool({ url: String(pool.options.connectionString), poolSize: 1 });
    let attempts = 0;
    const wait = async (tx: Tx): Promise<void> => {
      attempts += 1;
      await tx.query('SET LOCAL lock_timeout = 20');
      await tx.query('SELECT pg_advisory_xact_lock(1)');
    };
    const patient = new UnitOfWork({ pool: narrow, patienceMs: 60_000 });
    const waiting = await units.transaction(async (holder) => {
      await holder.query('SELECT pg_advisory_xact_lock(1)');
      const begun = patient.transaction(wait);
      await eventually(() => expect(attempts).to.be.above(2), { withinMs: 10_000 });
      expect(await patient.statements((tx) => tx.query('SELECT 1 AS n'))).to.deep.equal([{ n: 1 }]);
      return { begun };
    });
    await waiting.begun;

    const impatient = new UnitOfWork({ pool: narrow, patienceMs: 100 });
    await units.transaction(async (holder) => {
      await holder.query('SELECT pg_advisory_xact_lock(1)');
      const startedMs = performance.now();
      const refused = impatient.transaction((tx) => tx.query('SELECT pg_advisory_xact_lock(1)'));
      expect(await expectRejection(refused, DatabaseUnavailable)).to.include({ isBusy: true });
      // Without a deadline of its own it waits for as long as locks are waited for at all.
      expect(performance.now() - startedMs).to.be.within(90, LOCK_TIMEOUT_MS - 100);
    });
    await narrow.end();
  });

  it('ends a statement that takes too long, and a wait for a lock', async () => {
    const impatient = createConnectionPool({ url: String(pool.options.connectionString) });
    const soon = new UnitOfWork({ pool: impatient });
    const slow = soon.transaction(async (tx) => {
      await tx.query('SET LOCAL statement_timeout = 50');
      await tx.query('SELECT pg_sleep(5)');
    });
    await expectRejection(slow, DatabaseUnavailable);
    await impatient.end();
  });
});

describe('UnitOfWork and a database that goes away', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lbaas-uow-'));
  let server: Postgres;
  let pool: ConnectionPool;
  let units: UnitOfWork;

  before(async () => {
    server = await startPostgres({ dir, durable: false, dieWithParent: true });
    pool = createConnectionPool({ url: server.adminUrl });
    units = new UnitOfWork({ pool });
  });
  after(async () => {
    await pool.end();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const ping = () => units.statements((tx) => tx.query('SELECT 1'));

  it('fails at once while it is away, and works again when it is back', async () => {
    await ping();
    await server.kill9();
    for (const work of [ping, () => units.transaction((tx) => tx.query('SELECT 1'))]) {
      const { message } = await expectRejection(work(), DatabaseUnavailable);
      expect(message).to.not.contain('timeout');
    }
    await server.start();
    await eventually(ping, { withinMs: 5000 });
  });

  it('fails in the middle of the work', async () => {
    const interrupted = units.transaction(async (tx) => {
      await tx.query('SELECT 1');
      await server.kill9();
      await tx.query('SELECT 2');
    });
    await expectRejection(interrupted, DatabaseUnavailable);
    await server.start();
    await eventually(ping, { withinMs: 5000 });
  });
});

/** What the operator, or a failover, does to a database that answers all the while. */
describe('UnitOfWork and a database that is not what it was', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lbaas-uow-'));
  const SIZE = 4;
  let server: Postgres;
  let admin: ConnectionPool;
  let pool: ConnectionPool;
  let units: UnitOfWork;

  before(async () => {
    server = await startPostgres({ dir, durable: false, dieWithParent: true });
    admin = createConnectionPool({ url: server.adminUrl });
    await admin.query('CREATE ROLE app LOGIN');
  });
  after(async () => {
    await admin.end();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await admin.query('CREATE DATABASE app OWNER app');
    const url = server.adminUrl.replace(/\/\/[^@]+@\/postgres/, '//app@/app');
    pool = createConnectionPool({ url, poolSize: SIZE });
    units = new UnitOfWork({ pool });
    await units.statements((tx) => tx.query('CREATE TABLE t (n int)'));
    await Promise.all(Array.from({ length: SIZE }, () => units.statements(read)));
  });
  afterEach(async () => {
    await pool.end();
    await admin.query('ALTER DATABASE app ALLOW_CONNECTIONS true');
    await admin.query('DROP DATABASE IF EXISTS app WITH (FORCE)');
    await admin.query('ALTER ROLE app LOGIN CONNECTION LIMIT -1');
  });

  const read = (tx: Tx) => tx.query('SELECT n FROM t');
  const write = () => units.transaction((tx) => tx.query('INSERT INTO t VALUES (1)'));
  const kick = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'app'`;

  for (const [what, broken, mended] of [
    [
      'lets nobody in',
      ['ALTER DATABASE app ALLOW_CONNECTIONS false', kick],
      ['ALTER DATABASE app ALLOW_CONNECTIONS true'],
    ],
    ['knows the role no longer', ['ALTER ROLE app NOLOGIN', kick], ['ALTER ROLE app LOGIN']],
    [
      'has no room for more connections',
      ['ALTER ROLE app CONNECTION LIMIT 0', kick],
      ['ALTER ROLE app CONNECTION LIMIT -1'],
    ],
    [
      'has another name',
      [kick, 'ALTER DATABASE app RENAME TO other'],
      ['ALTER DATABASE other RENAME TO app'],
    ],
    [
      'is read-only',
      ['ALTER DATABASE app SET default_transaction_read_only = on', kick],
      ['ALTER DATABASE app RESET default_transaction_read_only'],
    ],
  ] as const) {
    it(`fails for the time being where it ${what}, and not later`, async () => {
      for (const sql of broken) await admin.query(sql);
      for (const attempt of [write, () => units.checkWritable()]) {
        // Connections that were ended are met once each, at most, and know of nothing else.
        await eventually(
          async () => {
            const error = await expectRejection(attempt(), DatabaseUnavailable);
            expect(error).to.include({ isReadOnly: what === 'is read-only' });
          },
          { withinMs: 10_000 },
        );
      }
      for (const sql of mended) await admin.query(sql);
      await eventually(write, { withinMs: 10_000 });
      await write();
      await units.checkWritable();
    });
  }

  it('writes again at once when the database does, however busy the outdated connections are', async () => {
    await admin.query('ALTER DATABASE app SET default_transaction_read_only = on');
    await admin.query(kick);
    await eventually(() => units.statements(read), { withinMs: 10_000 });
    const over = new AbortController();
    const readOn = async () => {
      while (!over.signal.aborted) await units.statements(read);
    };
    const readers = Array.from({ length: SIZE + 2 }, readOn);
    await expectRejection(write(), DatabaseUnavailable);
    await admin.query('ALTER DATABASE app RESET default_transaction_read_only');
    await eventually(write, { withinMs: 3000 });
    await Promise.all(Array.from({ length: 2 * SIZE }, write));
    over.abort();
    await Promise.all(readers);
  });

  it('runs statements again whose plans are of an older schema', async () => {
    const star = () => units.transaction((tx) => tx.query('SELECT * FROM t'));
    await Promise.all(Array.from({ length: SIZE }, star));
    await units.statements((tx) => tx.query('ALTER TABLE t ADD COLUMN more text'));
    await Promise.all(Array.from({ length: 2 * SIZE }, star));
  });
});

async function expectRejection(
  work: Promise<unknown>,
  type: new (...args: never[]) => Error,
  message?: string,
): Promise<Error> {
  const outcome = await work.then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(type);
  if (message !== undefined) expect((outcome as Error).message).to.equal(message);
  return outcome as Error;
}
