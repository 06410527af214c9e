import pg from 'pg';
import { connectionSettings } from './connection-pool.ts';

const MARK = `
INSERT INTO database_history (restores) VALUES (1)
ON CONFLICT (id) DO UPDATE SET restores = database_history.restores + 1`;

/** Says what nothing can see: the files of the cluster were set back to an earlier state. */
export async function markRestored(url: string): Promise<void> {
  const client = new pg.Client(connectionSettings(url));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(MARK);
  } finally {
    await client.end().catch(() => undefined);
  }
}
