import { createDataSource } from './data-source.ts';
import { connectToPrimary, rowsOf } from './connect-to-primary.ts';
import { connectionSettings } from './connection-pool.ts';
import { type DatabaseAddress, DatabaseHosts } from './database-hosts.ts';
import { readMigrations } from './read-migrations.ts';
import { type SchemaState, stateOfSchema } from './schema-state.ts';
import { serverVersion } from './server-version.ts';

/** Any number that no other advisory lock of the project uses. */
const MIGRATION_LOCK = 4_815_001;

/** This program cannot work with the schema as it is; the message says why, and nothing of where the database is. */
export class SchemaUnfit extends Error {}

/**
 * Brings the schema up to date. Several servers may do so at once: the others wait, then find nothing to do.
 * @returns names of the migrations that it has applied
 * @throws SchemaUnfit when the schema is too new
 */
export async function migrate(address: DatabaseAddress): Promise<string[]> {
  const hosts = new DatabaseHosts(address);
  // It waits for the lock for as long as it takes, so without the deadlines of other statements.
  const guard = await connectToPrimary(hosts, { application_name: 'lbaas-server' });
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await runMigrations({ ...address, url: hosts.current });
  } finally {
    await guard.end().catch(() => undefined);
  }
}

/** Changes nothing. @throws SchemaUnfit unless this program can work with the schema as it is */
export async function expectMigrated(address: DatabaseAddress): Promise<void> {
  const hosts = new DatabaseHosts(address);
  const client = await connectToPrimary(hosts, connectionSettings(hosts.current));
  try {
    refuse(stateOfSchema(await readMigrations(rowsOf(client)), serverVersion()), { isPendingFine: false });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** For a schema from which a newer server has taken away what this one uses. */
export const tooNew = (needs: string): string =>
  `the schema needs lbaas-server ${needs} or newer, and this is ${serverVersion()}: install that version here, too`;

function refuse(state: SchemaState, { isPendingFine }: { readonly isPendingFine: boolean }): void {
  if (state.kind === 'too-new') throw new SchemaUnfit(tooNew(state.needs));
  if (state.kind === 'pending' && !isPendingFine)
    throw new SchemaUnfit('migrations are pending, and migrate_at_start is off: run lbaas-server migrate');
}

async function runMigrations(address: DatabaseAddress): Promise<string[]> {
  const dataSource = await createDataSource(address).initialize();
  try {
    const migrations = await readMigrations((sql) => dataSource.query(sql));
    refuse(stateOfSchema(migrations, serverVersion()), { isPendingFine: true });
    return (await dataSource.runMigrations()).map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
