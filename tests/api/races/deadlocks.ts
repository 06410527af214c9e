import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { sharedPostgres } from '@lbaas/lab';
import { expect } from 'chai';
import { type ConnectionPool, createConnectionPool } from '@lbaas/server/persistence';

/** Who waited for whom, with which statements and locks. */
const REPORTS = /ERROR: {2}deadlock detected\n[^]*?(?=STATEMENT:)/g;

/** Collects PostgreSQL's log messages about deadlocks from now on. */
export async function watchDeadlocks(): Promise<() => readonly string[]> {
  const { socketDir } = await sharedPostgres();
  const read = (): string => readFileSync(join(socketDir, 'postgres.log'), 'utf8');
  const from = read().length;
  return () => read().slice(from).match(REPORTS) ?? [];
}

const COUNTED = `
SELECT d.deadlocks::int AS deadlocks, (SELECT count(*)::int FROM pg_stat_activity a WHERE a.datname = d.datname) AS connected
FROM pg_stat_database d WHERE d.datname = $1`;

/**
 * The number of deadlocks that were ever found in a database. A connection adds its count when it ends, so all of
 * them must be closed first.
 */
export async function countDeadlocks(url: string): Promise<number> {
  const { adminUrl } = await sharedPostgres();
  const pool = createConnectionPool({ url: adminUrl, poolSize: 1 });
  const database = new URL(url.replace('@/', '@localhost/')).pathname.slice(1);
  try {
    return await eventually(() => countOf(pool, database), { withinMs: 30_000 });
  } finally {
    await pool.end();
  }
}

async function countOf(pool: ConnectionPool, database: string): Promise<number> {
  const { rows } = await pool.query<{ deadlocks: number; connected: number }>(COUNTED, [database]);
  expect(rows[0]?.connected).to.equal(0);
  return rows[0]?.deadlocks ?? Number.NaN;
}
