import type { Tx } from '../persistence/index.ts';

/**
 * The oldest first, so that the horizon tells a reader whether anything is missing behind its position. Another server
 * that does the same at once waits, and finds nothing left to do.
 */
const FORGET = `
WITH oldest AS (
  SELECT xid, seq FROM events ORDER BY xid, seq LIMIT $2
), gone AS (
  DELETE FROM events e USING oldest o
  WHERE e.xid = o.xid AND e.seq = o.seq AND e.at < clock_timestamp() - $1::float8 * interval '1 ms'
  RETURNING e.xid, e.seq
), horizon AS (
  UPDATE event_horizon h SET xid = newest.xid, seq = newest.seq
  FROM (SELECT xid, seq FROM gone ORDER BY xid DESC, seq DESC LIMIT 1) newest
  WHERE (h.xid, h.seq) < (newest.xid, newest.seq)
)
SELECT count(*)::int AS count FROM gone`;

export interface ForgetOptions {
  readonly olderThanMs: number;
  readonly limit: number;
}

/** Removes events for their age, in one statement. Resolves with how many; fewer than the limit are all. */
export async function forgetEvents(tx: Tx, { olderThanMs, limit }: ForgetOptions): Promise<number> {
  const [row] = await tx.query<{ count: number }>(FORGET, [olderThanMs, limit]);
  return row?.count ?? 0;
}
