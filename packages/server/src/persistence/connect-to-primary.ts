import type pg from 'pg';
import { DatabaseConnection } from './database-connection.ts';
import type { DatabaseHosts } from './database-hosts.ts';

/** One connection that belongs to no pool. @throws what the last of the hosts says */
export async function connectToPrimary(
  hosts: DatabaseHosts,
  settings: pg.ClientConfig,
): Promise<DatabaseConnection> {
  for (let attempt = 1; ; attempt += 1) {
    const connection = new DatabaseConnection(settings, hosts);
    try {
      await connection.connect();
      return connection;
    } catch (error) {
      // Not awaited: where TLS has failed, pg waits for an answer that does not come.
      void connection.end().catch(() => undefined);
      if (attempt >= hosts.urls.length) throw error;
    }
  }
}

/** Asks that connection. */
export const rowsOf =
  (connection: pg.ClientBase) =>
  async <Row>(sql: string): Promise<readonly Row[]> =>
    // The cast: the statement says what its rows have.
    (await connection.query(sql)).rows as Row[];
