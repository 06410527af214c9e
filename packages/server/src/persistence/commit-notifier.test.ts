import { eventually } from '@lbaas/common/runtime';
import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import pg from 'pg';
import { type ConnectionPool, createConnectionPool } from './connection-pool.ts';
import { UnitOfWork } from './unit-of-work.ts';

describe('CommitNotifier', () => {
  let pool: ConnectionPool;
  let listener: pg.Client;
  let units: UnitOfWork;
  const heard: string[] = [];

  before(async () => {
    const url = await freshDatabase();
    pool = createConnectionPool({ url });
    units = new UnitOfWork({ pool });
    listener = new pg.Client({ connectionString: url });
    listener.on('notification', ({ channel }) => heard.push(channel));
    await listener.connect();
    await listener.query('LISTEN lbaas_dispatch; LISTEN lbaas_placement; CREATE TABLE t (a int)');
  });
  beforeEach(() => heard.splice(0));
  after(async () => {
    await listener.end();
    await pool.end();
  });

  it('tells of a commit, when others can see it', async () => {
    await units.transaction(async (tx) => {
      await tx.query('INSERT INTO t VALUES (1)');
      tx.notifyAfterCommit('lbaas_dispatch');
      tx.notifyAfterCommit('lbaas_placement');
    });
    await eventually(() => expect(heard).to.have.members(['lbaas_dispatch', 'lbaas_placement']), {
      withinMs: 10_000,
    });
  });

  it('says nothing of a rollback', async () => {
    const failing = units.transaction(async (tx) => {
      tx.notifyAfterCommit('lbaas_placement');
      await tx.query('SELECT nonsense');
    });
    await failing.catch(() => undefined);
    await units.transaction(async (tx) => tx.notifyAfterCommit('lbaas_dispatch'));
    await eventually(() => expect(heard).to.deep.equal(['lbaas_dispatch']), { withinMs: 10_000 });
  });

  it('tells once of many, and of the last one in any case', async () => {
    const rows = async () =>
      (await units.statements((tx) => tx.query<{ n: number }>('SELECT count(*)::int AS n FROM t')))[0]?.n;
    const before = (await rows()) ?? 0;
    let seen = before;
    listener.on('notification', () => {
      void rows().then((now) => {
        // The answers may come in any order.
        seen = Math.max(seen, now ?? 0);
      });
    });
    const writes = Array.from({ length: 100 }, () =>
      units.transaction(async (tx) => {
        await tx.query('INSERT INTO t VALUES (2)');
        tx.notifyAfterCommit('lbaas_dispatch');
      }),
    );
    await Promise.all(writes);
    await eventually(() => expect(seen).to.equal(before + 100), { withinMs: 10_000 });
    expect(heard.length).to.be.below(100);
  });
});
