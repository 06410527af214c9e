const PASSED = `incident_at IS DISTINCT FROM incident_passed
  AND incident_at <= clock_timestamp() - $1::float8 * interval '1 s'`;

/** Whether an incident is older than $1 seconds and nobody has written that down. */
export const ANY_INCIDENT_PASSED = `SELECT EXISTS (SELECT 1 FROM placements WHERE ${PASSED}) AS "isDue"`;

/**
 * Writes down, for at most $2 placements, that their incident is older than $1 seconds. Once for each incident: a
 * report may repeat it after that.
 */
export const PASS_INCIDENTS = `
UPDATE placements p SET incident_passed = p.incident_at FROM (
  SELECT device_id, agent_id FROM placements WHERE ${PASSED}
  ORDER BY device_id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
) old WHERE (p.device_id, p.agent_id) = (old.device_id, old.agent_id) RETURNING 1`;
