import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What listeners have been told of agents that are not simply at work: a row from the moment that an agent falls
 * silent, or is disabled, until it has been told that all is well again. Devices up to `up_to` have been told of it, in
 * the order of their ids; NULL = all.
 */
const TABLES = `
CREATE TABLE told_agents (
  agent_id uuid NOT NULL,
  is_silent boolean NOT NULL,
  is_disabled boolean NOT NULL,
  with_shown boolean NOT NULL,
  up_to uuid,
  CONSTRAINT told_agents_pkey PRIMARY KEY (agent_id),
  CONSTRAINT told_agents_agent_fkey FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE
);

ALTER TABLE placements ADD COLUMN incident_passed timestamptz;
CREATE INDEX placements_incident ON placements (incident_at) WHERE incident_at IS DISTINCT FROM incident_passed;
`;

/**
 * The silence of an agent is told of what its devices show (`with_shown`) and of what waits for the agent; that it is
 * disabled, only of what waits. What has failed, is down or disabled, or waits for something else says the same as
 * before.
 *
 * Few devices at a time, so by the indexes: before PostgreSQL has analysed tables that have grown, it would look
 * through all of them for each batch (measured with 20,000 members: 0.7 s instead of 0.05).
 *
 * `tell_of_agents` goes on where the last call has ended, with at most `batch` devices, and returns them. An agent that
 * changes while it is told of is begun anew. Whoever calls it sees to it that nobody else does.
 */
export const TELL_OF_AGENTS = `
CREATE FUNCTION record_statuses_on_agent(agent uuid, devices uuid[], with_shown boolean) RETURNS void LANGUAGE sql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT DISTINCT x.project_id, 'status', x.type, x.id
  FROM placements pl CROSS JOIN LATERAL (
    SELECT 'pool' AS type, p.id, p.project_id, p.changed_generation AS changed, p.admin_state_up AS up
    FROM pools p WHERE p.load_balancer_id = pl.device_id
    UNION ALL
    SELECT 'vip', l.id, l.project_id, l.changed_generation, l.admin_state_up
    FROM listeners l WHERE l.load_balancer_id = pl.device_id
    UNION ALL
    SELECT 'member', m.id, m.project_id, m.changed_generation, m.admin_state_up AND NOT EXISTS (
      SELECT 1 FROM member_health mh WHERE mh.member_id = m.id AND mh.epoch = pl.epoch AND mh.health = 'down')
    FROM pools p JOIN members m ON m.pool_id = p.id WHERE p.load_balancer_id = pl.device_id
    UNION ALL
    SELECT both_ends.type, both_ends.id, both_ends.project_id, a.changed_generation, hm.admin_state_up
    FROM pools p JOIN pool_health_monitors a ON a.pool_id = p.id JOIN health_monitors hm ON hm.id = a.monitor_id
    CROSS JOIN LATERAL (
      VALUES ('pool', p.id, p.project_id), ('health_monitor', hm.id, hm.project_id)
    ) both_ends (type, id, project_id)
    WHERE p.load_balancer_id = pl.device_id
  ) x
  WHERE pl.agent_id = agent AND pl.device_id = ANY (devices) AND pl.wanted = 'present'
    AND CASE WHEN x.changed <= pl.observed_generation THEN with_shown AND x.up
      ELSE x.changed > pl.failed_generation AND pl.dispatch_reason IS NULL END
$body$;

CREATE FUNCTION tell_of_agents(silent_after_s float8, batch int) RETURNS SETOF uuid LANGUAGE plpgsql AS $body$
DECLARE
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  room int := batch;
  told told_agents;
  devices uuid[];
BEGIN
  INSERT INTO told_agents AS t (agent_id, is_silent, is_disabled, with_shown, up_to)
  SELECT n.id, n.is_silent, n.is_disabled, n.is_silent <> coalesce(k.is_silent, false), nobody
  FROM (
    SELECT a.id, a.heartbeat_at < clock_timestamp() - silent_after_s * interval '1 s' AS is_silent,
      NOT a.admin_state_up AS is_disabled
    FROM agents a
  ) n LEFT JOIN told_agents k ON k.agent_id = n.id
  WHERE (n.is_silent, n.is_disabled) <> (coalesce(k.is_silent, false), coalesce(k.is_disabled, false))
  ON CONFLICT (agent_id) DO UPDATE SET is_silent = EXCLUDED.is_silent, is_disabled = EXCLUDED.is_disabled,
    with_shown = EXCLUDED.with_shown OR (t.with_shown AND t.up_to IS NOT NULL), up_to = nobody;

  FOR told IN SELECT * FROM told_agents t WHERE t.up_to IS NOT NULL ORDER BY t.agent_id LOOP
    EXIT WHEN room = 0;
    devices := ARRAY(
      SELECT p.device_id FROM placements p
      WHERE p.agent_id = told.agent_id AND p.wanted = 'present' AND p.device_id > told.up_to
      ORDER BY p.device_id LIMIT room);
    PERFORM record_statuses_on_agent(told.agent_id, devices, told.with_shown);
    IF cardinality(devices) = room THEN
      UPDATE told_agents t SET up_to = devices[room] WHERE t.agent_id = told.agent_id;
    ELSIF told.is_silent OR told.is_disabled THEN
      UPDATE told_agents t SET up_to = NULL WHERE t.agent_id = told.agent_id;
    ELSE
      DELETE FROM told_agents t WHERE t.agent_id = told.agent_id;
    END IF;
    room := room - cardinality(devices);
    RETURN QUERY SELECT unnest(devices);
  END LOOP;
END $body$;
`;

/**
 * An incident is over when its time has passed, which `incident_passed` writes down, or when the device has changed. A
 * device that nobody holds waits without a word until it is placed: the first time is its creation, and a reason
 * that goes tells of itself. Of the text of a check all counts but how long it took.
 */
export const TRIGGERS = `
CREATE TRIGGER placements_have_no_incident AFTER UPDATE OF incident_passed, observed_generation ON placements
  FOR EACH ROW WHEN (NEW.wanted = 'present' AND OLD.observed_generation <= OLD.incident_generation
    AND OLD.incident_passed IS DISTINCT FROM OLD.incident_at
    AND (NEW.incident_passed = NEW.incident_at OR NEW.observed_generation > NEW.incident_generation))
  EXECUTE FUNCTION record_incident();

CREATE TRIGGER placements_are_found_again AFTER INSERT ON placements
  FOR EACH ROW WHEN (NEW.wanted = 'present' AND NEW.epoch > 1) EXECUTE FUNCTION record_statuses_of_found();

CREATE TRIGGER member_check_changes AFTER UPDATE OF check_text ON member_health
  FOR EACH ROW WHEN (OLD.health = 'down' AND NEW.health = 'down' AND OLD.epoch = NEW.epoch
    AND split_part(OLD.check_text, ' in ', 1) IS DISTINCT FROM split_part(NEW.check_text, ' in ', 1))
  EXECUTE FUNCTION record_status_of_member();
`;

export const FOUND_AGAIN = `
CREATE FUNCTION record_statuses_of_found() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM record_statuses(NEW.device_id, 0, 0, 0, 0, true);
  RETURN NULL;
END $body$;
`;

const DOWN = `
DROP TRIGGER placements_have_no_incident ON placements;
DROP TRIGGER member_check_changes ON member_health;
DROP FUNCTION record_statuses_of_found() CASCADE;
DROP FUNCTION tell_of_agents(float8, int);
DROP FUNCTION record_statuses_on_agent(uuid, uuid[], boolean);
DROP INDEX placements_incident;
ALTER TABLE placements DROP COLUMN incident_passed;
DROP TABLE told_agents;
`;

/** Statuses that change with the passing of time, or with what nobody had in mind before: each is an event, too. */
export class EventsOfTime1700000000010 implements MigrationInterface {
  readonly name = 'EventsOfTime1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(TELL_OF_AGENTS);
    await runner.query(FOUND_AGAIN);
    await runner.query(TRIGGERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
