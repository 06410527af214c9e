import pg from 'pg';
import { createDataSource } from './data-source.ts';

/** Any number that no other advisory lock of the project uses. */
const MIGRATION_LOCK = 4_815_001;

/** Brings the schema up to date. Several servers may do so at once: the others wait, then find nothing to do. */
export async function migrate(url: string): Promise<void> {
  const guard = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // It is idle while the migrations run: without a listener, losing the database would end the process.
  guard.on('error', () => undefined);
  try {
    await guard.connect();
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations(url);
  } finally {
    await guard.end().catch(() => undefined);
  }
}

async function runMigrations(url: string): Promise<void> {
  const dataSource = await createDataSource({ url }).initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}
