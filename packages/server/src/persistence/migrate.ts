import { createDataSource } from './data-source.ts';
import { connectToPrimary } from './connect-to-primary.ts';
import { type DatabaseAddress, DatabaseHosts } from './database-hosts.ts';

/** Any number that no other advisory lock of the project uses. */
const MIGRATION_LOCK = 4_815_001;

/** Brings the schema up to date. Several servers may do so at once: the others wait, then find nothing to do. */
export async function migrate(address: DatabaseAddress): Promise<void> {
  const hosts = new DatabaseHosts(address);
  // It waits for the lock for as long as it takes, so without the deadlines of other statements.
  const guard = await connectToPrimary(hosts, { application_name: 'lbaas-server' });
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations({ ...address, url: hosts.current });
  } finally {
    await guard.end().catch(() => undefined);
  }
}

async function runMigrations(address: DatabaseAddress): Promise<void> {
  const dataSource = await createDataSource(address).initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}
