import { connectToPrimary, rowsOf } from './connect-to-primary.ts';
import { connectionSettings } from './connection-pool.ts';
import { type DatabaseAddress, DatabaseHosts } from './database-hosts.ts';
import { readMigrations } from './read-migrations.ts';
import type { Migrations } from './schema-state.ts';

/** What a database says of itself before a server uses it. */
export interface DatabaseFacts extends Migrations {
  /** Such as 150004. */
  readonly version: number;
  readonly versionText: string;
  readonly isReadOnly: boolean;
  /** The account may make tables. */
  readonly mayCreate: boolean;
  /** Tables of the schema, whoever's. */
  readonly tables: number;
  /** How far this clock is ahead of that of the database. */
  readonly clockOffsetMs: number;
}

const READ_FACTS = `
SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS "versionText",
  pg_is_in_recovery() OR current_setting('transaction_read_only')::bool AS "isReadOnly",
  has_schema_privilege(current_schema(), 'CREATE') AS "mayCreate",
  (SELECT count(*)::int FROM pg_tables WHERE schemaname = current_schema()) AS tables,
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs"`;

type Row = Omit<DatabaseFacts, keyof Migrations | 'clockOffsetMs'> & { readonly nowMs: number };

/** One connection, which changes nothing. @throws what PostgreSQL or the network says */
export async function lookAtDatabase(address: DatabaseAddress): Promise<DatabaseFacts> {
  const hosts = new DatabaseHosts(address);
  const client = await connectToPrimary(hosts, connectionSettings(hosts.current));
  try {
    const sentAtMs = Date.now();
    const { rows } = await client.query<Row>(READ_FACTS);
    const middleMs = (sentAtMs + Date.now()) / 2;
    const [row] = rows;
    if (row === undefined) throw new Error('the database has answered nothing');
    const { nowMs, ...facts } = row;
    return { ...facts, ...(await readMigrations(rowsOf(client))), clockOffsetMs: middleMs - nowMs };
  } finally {
    await client.end().catch(() => undefined);
  }
}
