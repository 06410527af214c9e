import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An incident is told in the status of what cannot be reached without HAProxy, though it runs again. */
export const RECORD_INCIDENTS = `
CREATE FUNCTION record_incident() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT p.project_id, 'status', 'pool', p.id FROM pools p WHERE p.load_balancer_id = NEW.device_id
  UNION ALL
  SELECT l.project_id, 'status', 'vip', l.id FROM listeners l WHERE l.load_balancer_id = NEW.device_id;
  RETURN NULL;
END $body$;
CREATE TRIGGER placements_have_incident AFTER UPDATE OF incident_at ON placements
  FOR EACH ROW WHEN (NEW.wanted = 'present' AND OLD.incident_at IS DISTINCT FROM NEW.incident_at)
  EXECUTE FUNCTION record_incident();
`;

const DOWN = 'DROP FUNCTION record_incident() CASCADE';

/** What happened to a balancer is an event of its pool and its VIP. */
export class EventsOfIncidents1700000000007 implements MigrationInterface {
  readonly name = 'EventsOfIncidents1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RECORD_INCIDENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
