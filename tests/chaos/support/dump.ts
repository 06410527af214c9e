import type { Lab } from '@lbaas/lab';
import pg from 'pg';

/** As the laboratory calls it. */
const DATABASE = 'lbaas';
const DUMP = 'lbaas_dump';

/**
 * A copy of the database as it is now. The laboratory's PostgreSQL comes without pg_dump, and that of the distribution
 * does not read it; for whoever looks at the restored database both make its tables anew.
 */
export async function takeDump(lab: Lab): Promise<void> {
  await asAdmin(lab, [
    `DROP DATABASE IF EXISTS ${DUMP}`,
    // Nobody may be connected to what is copied: the servers are, and connect anew.
    `ALTER DATABASE ${DATABASE} ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${DATABASE}'`,
    `CREATE DATABASE ${DUMP} TEMPLATE ${DATABASE}`,
    `ALTER DATABASE ${DATABASE} ALLOW_CONNECTIONS true`,
  ]);
}

export const loseDatabase = (lab: Lab): Promise<void> =>
  asAdmin(lab, [`DROP DATABASE ${DATABASE} WITH (FORCE)`]);

export const restoreDump = (lab: Lab): Promise<void> =>
  asAdmin(lab, [`CREATE DATABASE ${DATABASE} TEMPLATE ${DUMP}`, `DROP DATABASE ${DUMP}`]);

async function asAdmin(lab: Lab, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: lab.postgres.adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
