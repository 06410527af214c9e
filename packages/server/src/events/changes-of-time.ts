import { aliveSql } from '../devices/liveness.ts';
import { ANY_INCIDENT_PASSED, PASS_INCIDENTS } from '../devices/placements/incidents.ts';
import { isHeldSql } from '../devices/placements/states.ts';

/** Whether an agent has not reported for `$1` seconds. */
const silentSql = (agent: string): string => `(NOT ${aliveSql(agent, '(1000 * $1::float8)')})`;

const KNOWN_SILENT = 'coalesce(n.is_silent, false)';
const KNOWN_DISABLED = 'coalesce(n.is_disabled, false)';

const agentDiffers = (silent: string, disabled: string): string =>
  `(${silent} <> ${KNOWN_SILENT} OR ${disabled} <> ${KNOWN_DISABLED})`;

const AGENTS_DIFFER = `
SELECT EXISTS (
  SELECT 1 FROM agents a LEFT JOIN agent_notices n ON n.agent_id = a.id
  WHERE n.up_to IS NOT NULL OR ${agentDiffers(silentSql('a'), 'NOT a.admin_state_up')}
) AS "isDue"`;

/** Below every device. */
const NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid";

/**
 * What an agent was, for the rows of its devices. One that changes while its devices are gone through is begun again,
 * and then some of them have had a row and others not: what has changed for any of them counts as changed.
 */
const wasSql = (what: 'silent' | 'disabled'): string => `
CASE WHEN n.up_to IS NOT NULL AND n.was_${what} <> n.is_${what} THEN NOT a.is_${what}
  ELSE coalesce(n.is_${what}, false) END`;

/**
 * Goes through the devices of agents that have changed, in the order of their ids, at most `$2` of them: a row in
 * `events` for each, which is returned. `up_to` says where the next statement goes on; the notice of an agent that is
 * at work again goes with its last device. Agents are locked first, since a notice names one that must not be deleted
 * meanwhile. Of several servers one does this at a time.
 */
const RECORD_AGENTS = `
WITH agent AS MATERIALIZED (
  SELECT a.id, ${silentSql('a')} AS is_silent, NOT a.admin_state_up AS is_disabled
  FROM agents a ORDER BY a.id FOR KEY SHARE
), notice AS MATERIALIZED (
  SELECT a.id AS agent_id, a.is_silent, a.is_disabled, ${wasSql('silent')} AS was_silent,
    ${wasSql('disabled')} AS was_disabled,
    CASE WHEN ${agentDiffers('a.is_silent', 'a.is_disabled')} THEN ${NOBODY} ELSE n.up_to END AS up_to
  FROM agent a LEFT JOIN agent_notices n ON n.agent_id = a.id
  WHERE n.up_to IS NOT NULL OR ${agentDiffers('a.is_silent', 'a.is_disabled')}
), found AS MATERIALIZED (
  SELECT n.*, p.device_id FROM notice n
  JOIN placements p ON p.agent_id = n.agent_id AND ${isHeldSql('p')} AND p.device_id > n.up_to
  ORDER BY n.agent_id, p.device_id LIMIT $2
), recorded AS (
  INSERT INTO events (project_id, action, resource_type, resource_id, facts_before, facts_after)
  SELECT d.project_id, 'status', 'device', d.id,
    jsonb_build_object('agent', jsonb_build_object('silent', f.was_silent, 'disabled', f.was_disabled)),
    jsonb_build_object('agent', jsonb_build_object('silent', f.is_silent, 'disabled', f.is_disabled))
  FROM found f JOIN devices d ON d.id = f.device_id
), last AS (
  SELECT agent_id, device_id FROM found ORDER BY agent_id DESC, device_id DESC LIMIT 1
), reached AS (
  SELECT n.agent_id, n.is_silent, n.is_disabled, n.was_silent, n.was_disabled,
    CASE WHEN (SELECT count(*) FROM found) < $2 OR n.agent_id < last.agent_id THEN NULL
      WHEN n.agent_id = last.agent_id THEN last.device_id ELSE n.up_to END AS up_to
  FROM notice n LEFT JOIN last ON true
), kept AS (
  INSERT INTO agent_notices AS n (agent_id, is_silent, is_disabled, was_silent, was_disabled, up_to)
  SELECT * FROM reached r WHERE r.up_to IS NOT NULL OR r.is_silent OR r.is_disabled
  ON CONFLICT (agent_id) DO UPDATE SET is_silent = EXCLUDED.is_silent, is_disabled = EXCLUDED.is_disabled,
    was_silent = EXCLUDED.was_silent, was_disabled = EXCLUDED.was_disabled, up_to = EXCLUDED.up_to
), gone AS (
  DELETE FROM agent_notices n USING reached r
  WHERE n.agent_id = r.agent_id AND r.up_to IS NULL AND NOT r.is_silent AND NOT r.is_disabled
)
SELECT 1 FROM found`;

/** Agents that fall silent, report again, are disabled or enabled. A chore of the housekeeping. */
export const changesOfAgents = (agentDownAfterS: number) => ({
  name: 'changes of agents',
  sql: RECORD_AGENTS,
  dueSql: AGENTS_DIFFER,
  keepSeconds: agentDownAfterS,
});

/** Incidents that are no longer shown; the row in `events` is that of the placement. A chore of the housekeeping. */
export const passedIncidents = (shownS: number) => ({
  name: 'incidents',
  sql: PASS_INCIDENTS,
  dueSql: ANY_INCIDENT_PASSED,
  keepSeconds: shownS,
});
