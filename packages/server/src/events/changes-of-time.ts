import { ANY_INCIDENT_PASSED, PASS_INCIDENTS } from '../devices/placements/incidents.ts';

/**
 * What the API shows changes when an agent has been silent for `$1` seconds, when it is heard of again, and when it is
 * disabled or enabled: of each of its devices that is told once (docs/adr/0008-events.md).
 */
const AGENTS_DIFFER = `
SELECT EXISTS (
  SELECT 1 FROM agents a LEFT JOIN told_agents t ON t.agent_id = a.id
  WHERE t.up_to IS NOT NULL
    OR (a.heartbeat_at < clock_timestamp() - $1::float8 * interval '1 s', NOT a.admin_state_up)
      <> (coalesce(t.is_silent, false), coalesce(t.is_disabled, false))
) AS "isDue"`;

/** No agent may go while it is told of: what is written down names it. Agents come before that, as in their delete. */
const TELL_OF_AGENTS = `
WITH kept AS MATERIALIZED (SELECT id FROM agents ORDER BY id FOR KEY SHARE)
SELECT tell_of_agents($1, $2) FROM (SELECT count(*) AS agents FROM kept) all_of_them WHERE agents >= 0`;

/** A chore of the housekeeping. */
export const changesOfAgents = (agentDownAfterS: number) => ({
  name: 'silent agents',
  sql: TELL_OF_AGENTS,
  dueSql: AGENTS_DIFFER,
  keepSeconds: agentDownAfterS,
});

/** Incidents are shown for a while; what they are shown on changes when it is over. A chore of the housekeeping. */
export const passedIncidents = (shownS: number) => ({
  name: 'incidents',
  sql: PASS_INCIDENTS,
  dueSql: ANY_INCIDENT_PASSED,
  keepSeconds: shownS,
});
