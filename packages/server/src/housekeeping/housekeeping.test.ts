import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type Chore, Housekeeping, expiredKeys, oldAuditEntries, oldTraffic } from './index.ts';

const WITHIN = { withinMs: 5000 } as const;

describe('Housekeeping', () => {
  let database: TestDatabase;
  let lines: readonly string[] = [];
  const started: Housekeeping[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line: string) => void (lines = [...lines, line]) },
  });

  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());
  beforeEach(async () => {
    lines = [];
    await database.query('TRUNCATE idempotency_keys, audit_log');
  });
  afterEach(() => Promise.all(started.splice(0).map((housekeeping) => housekeeping.stop())));

  function start(chores: readonly Chore[], batch = 10): Housekeeping {
    const { unitOfWork } = database;
    const housekeeping = new Housekeeping({ unitOfWork, chores, logger, everyMs: 20, batch });
    started.push(housekeeping);
    housekeeping.start();
    housekeeping.start();
    return housekeeping;
  }

  const addKeys = (count: number, ageHours: number) =>
    database.query(
      `INSERT INTO idempotency_keys (project_id, user_id, key, fingerprint, created_at)
       SELECT 'p', '', $2 || '-' || n, 'f', now() - $2::float8 * interval '1 h' FROM generate_series(1, $1) n`,
      [count, ageHours],
    );
  const addEntries = (count: number, ageDays: number) =>
    database.query(
      `INSERT INTO audit_log (request_id, project_id, action, resource_type, resource_id, at)
       SELECT 'r', 'p', 'create', 'pool', 'x', now() - $2::float8 * interval '1 day' FROM generate_series(1, $1)`,
      [count, ageDays],
    );
  const count = async (table: string): Promise<number> =>
    (await database.query(`SELECT 1 FROM ${table}`)).length;

  it('removes keys after a day, in batches, and leaves the others', async () => {
    await addKeys(35, 24.1);
    await addKeys(5, 23.9);
    start([expiredKeys]);
    await eventually(async () => expect(await count('idempotency_keys')).to.equal(5), WITHIN);
  });

  it('removes audit entries after the days that are set, and none by default', async () => {
    await addEntries(25, 8);
    await addEntries(3, 6);
    await addKeys(1, 25);
    start([oldAuditEntries(0), expiredKeys]);
    await eventually(async () => expect(await count('idempotency_keys')).to.equal(0), WITHIN);
    expect(await count('audit_log')).to.equal(28);
    start([oldAuditEntries(7)]);
    await eventually(async () => expect(await count('audit_log')).to.equal(3), WITHIN);
  });

  it('removes traffic after an hour, and leaves the rest', async () => {
    await database.unitOfWork.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query(
        `INSERT INTO traffic (pool_id, at, since, sessions, bytes_in, bytes_out, active, members)
         SELECT gen_random_uuid(), now() - n * interval '1 min', now(), 1, 1, 1, 0, '{}' FROM generate_series(50, 74) n`,
      );
    });
    start([oldTraffic]);
    await eventually(async () => expect(await count('traffic')).to.equal(12), WITHIN);
  });

  it('is done by one server at a time, and taken over', async () => {
    await addKeys(1, 25);
    let release = (): void => undefined;
    const ended = new Promise<void>((resolve) => (release = resolve));
    let busy: Promise<void> | undefined;
    await new Promise<void>((held) => {
      busy = database.unitOfWork.transaction(async (tx) => {
        await tx.query('SELECT pg_advisory_xact_lock(4815002)');
        held();
        await ended;
      });
    });
    start([expiredKeys]);
    await start([expiredKeys]).stop();
    expect(await count('idempotency_keys')).to.equal(1);
    release();
    await busy;
    await eventually(async () => expect(await count('idempotency_keys')).to.equal(0), WITHIN);
    expect(lines).to.deep.equal([]);
  });

  it('is taken over when the server at work loses its session, and with it the lock', async () => {
    await addKeys(1, 25);
    const lost = database.unitOfWork.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(4815002)');
      start([expiredKeys]);
      await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    expect(await lost.catch((error: Error) => error.name)).to.be.a('string');
    await eventually(async () => expect(await count('idempotency_keys')).to.equal(0), WITHIN);
  });

  it('tells once of a chore that fails, does the others, and tells when it works again', async () => {
    const broken = {
      name: 'broken',
      sql: `DELETE FROM later WHERE $1::float8 >= 0 AND $2::int > 0 RETURNING 1`,
      keepSeconds: 0,
    };
    await addKeys(1, 25);
    start([broken, expiredKeys]);
    await eventually(async () => expect(await count('idempotency_keys')).to.equal(0), WITHIN);
    await database.query('CREATE TABLE later (id int)');
    await eventually(() => expect(lines).to.have.length(2), WITHIN);
    expect(lines[0]).to.include('"chore":"broken"').and.include('housekeeping is interrupted');
    expect(lines[1]).to.include('housekeeping works again');
    await database.query('DROP TABLE later');
  });

  it('asks first whether there is anything to do, where its task says so', async () => {
    const dueSql = `SELECT EXISTS (SELECT 1 FROM audit_log) AND $1::int > 0 AS "isDue"`;
    await addKeys(1, 25);
    start([
      { ...expiredKeys, dueSql },
      { ...oldAuditEntries(7), dueSql },
    ]);
    expect(await count('idempotency_keys')).to.equal(1);
    await addEntries(1, 6);
    await eventually(async () => expect(await count('idempotency_keys')).to.equal(0), WITHIN);
  });

  it('ends with the batch under way', async () => {
    await addKeys(2000, 25);
    const housekeeping = start([expiredKeys], 1);
    await eventually(async () => expect(await count('idempotency_keys')).to.be.lessThan(2000), WITHIN);
    await housekeeping.stop();
    await housekeeping.stop();
    const left = await count('idempotency_keys');
    expect(left).to.be.greaterThan(0);
  });
});
