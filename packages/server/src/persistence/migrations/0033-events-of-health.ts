import type { MigrationInterface, QueryRunner } from 'typeorm';

const takes = (row: string): string => `(${row}.admin_state_up AND ${row}.weight > 0)`;

/** Whether no member of the pool serves, apart from those named. What an earlier agent said of one may be too much. */
const nobodyElseServes = (pool: string, but: string): string => `NOT EXISTS (
    SELECT 1 FROM members m LEFT JOIN member_health h ON h.member_id = m.id
    WHERE m.pool_id = ${pool} AND ${takes('m')} AND h.health IS DISTINCT FROM 'down' AND m.id ${but})`;

const nobodyElse = (pool: string, but: string): string =>
  `NOT EXISTS (SELECT 1 FROM members m WHERE m.pool_id = ${pool} AND ${takes('m')} AND m.id ${but})`;

type Condition = (pool: string, but: string) => string;

/** As in 0024, with another notion of who serves. */
const ofMembers = (nobody: Condition): string => `
CREATE OR REPLACE FUNCTION record_service() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT l.project_id, 'status', 'listener', l.id
  FROM (SELECT DISTINCT pool_id FROM changed) c JOIN listeners l ON l.default_pool_id = c.pool_id
  WHERE ${nobody('c.pool_id', '<> ALL (SELECT id FROM changed)')};
  RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION record_service_of_member() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT p.project_id, 'status', o.type, o.id FROM pools p
  ${POOL_AND_LISTENERS}
  WHERE p.id IN (OLD.pool_id, NEW.pool_id) AND ${nobody('p.id', '<> NEW.id')};
  RETURN NULL;
END $body$;
`;

const POOL_AND_LISTENERS = `CROSS JOIN LATERAL (SELECT 'pool' AS type, p.id
    UNION ALL SELECT 'listener', l.id FROM listeners l WHERE l.default_pool_id = p.id) o`;

/**
 * Once per statement: when a thousand members fail together, each of them is the last one, so to speak. A report that
 * is written again with another epoch counts as a change: what it says may not have counted before.
 */
const recorder = (name: string, changed: string): string => `
CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  WITH changed AS MATERIALIZED (${changed})
  SELECT p.project_id, 'status', o.type, o.id
  FROM (SELECT DISTINCT m.pool_id FROM changed c JOIN members m ON m.id = c.member_id) f
  JOIN pools p ON p.id = f.pool_id
  ${POOL_AND_LISTENERS}
  WHERE ${nobodyElseServes('p.id', '<> ALL (SELECT member_id FROM changed)')};
  RETURN NULL;
END $body$;
`;

const HEALTH_CHANGES = `
${recorder('record_service_of_health', "SELECT n.member_id FROM new_rows n WHERE n.health = 'down'")}
CREATE TRIGGER member_health_ends_service AFTER INSERT ON member_health REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_service_of_health();
${recorder(
  'record_change_of_health',
  `SELECT n.member_id FROM new_rows n JOIN old_rows b USING (member_id)
   WHERE 'down' IN (n.health, b.health) AND (n.health, n.epoch) <> (b.health, b.epoch)`,
)}
CREATE TRIGGER member_health_changes_service AFTER UPDATE ON member_health
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_change_of_health();
`;

const DOWN = 'DROP FUNCTION record_service_of_health(), record_change_of_health() CASCADE;';

/** Pools and listeners say that nothing is served when every member that takes connections fails its checks. */
export class EventsOfHealth1700000000033 implements MigrationInterface {
  readonly name = 'EventsOfHealth1700000000033';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ofMembers(nobodyElseServes) + HEALTH_CHANGES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN + ofMembers(nobodyElse));
  }
}
