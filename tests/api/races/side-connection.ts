import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { LbaasApi } from '../support/lbaas-v1-fixture.ts';

export interface SideConnection {
  /** Runs in one transaction. */
  query(sql: string, params?: readonly unknown[]): Promise<unknown>;
}

/** Holds locks while requests run, in a transaction that is rolled back unless the work ends it. */
export async function besides<T>(api: LbaasApi, work: (side: SideConnection) => Promise<T>): Promise<T> {
  const client = await api.pool.connect();
  try {
    await client.query('BEGIN');
    return await work({ query: (sql, params = []) => client.query(sql, [...params]) });
  } finally {
    client.release(true);
  }
}

const WAITING = `
SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE a.datname = current_database() AND NOT l.granted`;

/** Resolves when so many transactions wait for locks. */
export async function untilWaiting(api: LbaasApi, count: number): Promise<void> {
  await eventually(async () => expect(await api.query(WAITING)).to.have.length(count), { withinMs: 30_000 });
}
