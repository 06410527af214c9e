import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `agent_notices` keeps what subscribers know of an agent. One that was disabled or silent for a moment, and is not by
 * the time the next notice is due, may have been seen as such with another event: it counts as known, so that its end
 * is recorded.
 */
const UP = `
CREATE FUNCTION note_agent(agent uuid, silent boolean, disabled boolean) RETURNS void LANGUAGE sql AS $body$
  INSERT INTO agent_notices AS n (agent_id, is_silent, is_disabled, was_silent, was_disabled)
  VALUES (agent, coalesce(silent, false), coalesce(disabled, false), false, false)
  ON CONFLICT (agent_id) DO UPDATE
  SET is_silent = coalesce(silent, n.is_silent), is_disabled = coalesce(disabled, n.is_disabled);
$body$;

CREATE FUNCTION note_former_state() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM note_agent(NEW.id, NULL, NOT OLD.admin_state_up);
  RETURN NULL;
END $body$;
CREATE TRIGGER agents_are_disabled AFTER UPDATE OF admin_state_up ON agents
  FOR EACH ROW WHEN (OLD.admin_state_up <> NEW.admin_state_up) EXECUTE FUNCTION note_former_state();
`;

const DOWN = `
DROP FUNCTION note_former_state() CASCADE;
DROP FUNCTION note_agent(uuid, boolean, boolean);
`;

/** What an agent was only for a moment is not kept by those who have heard of it. */
export class MomentsOfAgents1700000000034 implements MigrationInterface {
  readonly name = 'MomentsOfAgents1700000000034';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
