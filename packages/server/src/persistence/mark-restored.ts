import { connectToPrimary } from './connect-to-primary.ts';
import { connectionSettings } from './connection-pool.ts';
import { type DatabaseAddress, DatabaseHosts } from './database-hosts.ts';

const MARK = `
INSERT INTO database_history (restores) VALUES (1)
ON CONFLICT (id) DO UPDATE SET restores = database_history.restores + 1`;

/** Says what nothing can see: the files of the cluster were set back to an earlier state. */
export async function markRestored(address: DatabaseAddress): Promise<void> {
  const hosts = new DatabaseHosts(address);
  const client = await connectToPrimary(hosts, connectionSettings(hosts.current));
  try {
    await client.query(MARK);
  } finally {
    await client.end().catch(() => undefined);
  }
}
