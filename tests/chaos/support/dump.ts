import type { Lab } from '@lbaas/lab';

/** As the laboratory calls it. */
const DATABASE = 'lbaas';
const DUMP = 'lbaas_dump';

/**
 * A copy of the database as it is now. The laboratory's PostgreSQL comes without pg_dump, and that of the distribution
 * does not read it; for whoever looks at the restored database both make its tables anew.
 */
export async function takeDump(lab: Lab): Promise<void> {
  await lab.postgres.administer([
    `DROP DATABASE IF EXISTS ${DUMP}`,
    // Nobody may be connected to what is copied: the servers are, and connect anew.
    `ALTER DATABASE ${DATABASE} ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${DATABASE}'`,
    `CREATE DATABASE ${DUMP} TEMPLATE ${DATABASE}`,
    `ALTER DATABASE ${DATABASE} ALLOW_CONNECTIONS true`,
  ]);
}

export const loseDatabase = (lab: Lab): Promise<void> =>
  lab.postgres.administer([`DROP DATABASE ${DATABASE} WITH (FORCE)`]);

export const restoreDump = (lab: Lab): Promise<void> =>
  lab.postgres.administer([`CREATE DATABASE ${DATABASE} TEMPLATE ${DUMP}`, `DROP DATABASE ${DUMP}`]);
