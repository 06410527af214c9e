/**
 * Removes what is older than `$1` seconds, at most `$2` rows, and returns a row for each. The oldest first, so that the
 * horizon tells a reader whether anything is missing behind its position.
 */
const FORGET = `
WITH oldest AS (
  SELECT xid, seq FROM events ORDER BY xid, seq LIMIT $2
), gone AS (
  DELETE FROM events e USING oldest o
  WHERE e.xid = o.xid AND e.seq = o.seq AND e.at < clock_timestamp() - $1::float8 * interval '1 s'
  RETURNING e.xid, e.seq
), horizon AS (
  UPDATE event_horizon h SET xid = newest.xid, seq = newest.seq
  FROM (SELECT xid, seq FROM gone ORDER BY xid DESC, seq DESC LIMIT 1) newest
  WHERE (h.xid, h.seq) < (newest.xid, newest.seq)
)
SELECT 1 FROM gone`;

const HOUR_S = 3600;

/** A chore of the housekeeping. */
export const oldEvents = (keepHours: number) => ({
  name: 'events',
  sql: FORGET,
  keepSeconds: keepHours * HOUR_S,
});
