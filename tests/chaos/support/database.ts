import { createConnectionPool } from '@lbaas/server/persistence';
import type { Lab } from '@lbaas/lab';

export type Database = ReturnType<typeof createConnectionPool>;

/** The way of the judges to the database: not through the fault proxy. */
export function openDatabase({ postgres }: Lab): Database {
  const url = postgres.url.replace('/postgres?', '/lbaas?');
  return createConnectionPool({ url, poolSize: 1 });
}

export async function withDatabase<T>(lab: Lab, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(lab);
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}
