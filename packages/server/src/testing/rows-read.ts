import type { AgentId } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';
import type { TestDatabase } from './test-database.ts';

/** So often a prepared statement is planned for its parameters before its plan is kept. */
export const UNTIL_PLAN_IS_KEPT = 6;

/** So many devices with their placements on one agent, sent and confirmed, in tables that PostgreSQL never analyses. */
export async function seedUnanalysed(db: TestDatabase, agentId: AgentId, devices: number): Promise<void> {
  await db.query(
    `WITH device AS (
       INSERT INTO devices (id, kind, project_id, provider, epoch)
       SELECT gen_random_uuid(), 'load_balancer', 'p', 'haproxy', 1 FROM generate_series(1, $2::int) RETURNING id
     )
     INSERT INTO placements (device_id, agent_id, epoch, wanted, dispatched_generation, observed_generation)
     SELECT id, $1, 1, 'present', 1, 1 FROM device`,
    [agentId, devices],
  );
}

/** Before the tables grow. */
export async function neverAnalyse(db: TestDatabase): Promise<void> {
  for (const table of ['devices', 'placements', 'agents', 'address_holds'])
    await db.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
}

/** How many rows of all tables the statements of the work read. */
export function rowsReadBy(db: TestDatabase, work: (tx: Tx) => Promise<unknown>): Promise<number> {
  return db.unitOfWork.transaction(async (tx) => {
    const before = await rowsRead(tx);
    await work(tx);
    return (await rowsRead(tx)) - before;
  });
}

/** Of this connection, as far as it has not passed them to the statistics yet: within a transaction they only grow. */
async function rowsRead(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ rows: number }>(
    'SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS rows FROM pg_stat_xact_user_tables',
  );
  return row?.rows ?? 0;
}
