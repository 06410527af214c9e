import { createDataSource } from './data-source.ts';
import { DatabaseConnection } from './database-connection.ts';
import { type DatabaseAddress, DatabaseHosts } from './database-hosts.ts';

/** Any number that no other advisory lock of the project uses. */
const MIGRATION_LOCK = 4_815_001;

/** Brings the schema up to date. Several servers may do so at once: the others wait, then find nothing to do. */
export async function migrate(address: DatabaseAddress): Promise<void> {
  const hosts = new DatabaseHosts(address);
  const guard = await connectToPrimary(hosts);
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations({ ...address, url: hosts.current });
  } finally {
    await guard.end().catch(() => undefined);
  }
}

/** Waits for the lock for as long as it takes, so without the deadlines of other statements. */
async function connectToPrimary(hosts: DatabaseHosts): Promise<DatabaseConnection> {
  for (let attempt = 1; ; attempt += 1) {
    const guard = new DatabaseConnection({ application_name: 'lbaas-server' }, hosts);
    try {
      await guard.connect();
      return guard;
    } catch (error) {
      // Not awaited: where TLS has failed, pg waits for an answer that does not come.
      void guard.end().catch(() => undefined);
      if (attempt >= hosts.urls.length) throw error;
    }
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
