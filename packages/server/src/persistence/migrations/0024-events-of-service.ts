import type { MigrationInterface, QueryRunner } from 'typeorm';

const takes = (row: string): string => `(${row}.admin_state_up AND ${row}.weight > 0)`;

/** Whether no member of the pool takes connections, apart from those named. */
const nobodyElse = (pool: string, but: string): string =>
  `NOT EXISTS (SELECT 1 FROM members m WHERE m.pool_id = ${pool} AND ${takes('m')} AND m.id ${but})`;

/** A pool whose members come or go is updated; its listeners only say whether anything is served. */
const MEMBERS_COME_OR_GO = `
CREATE FUNCTION record_service() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT l.project_id, 'status', 'listener', l.id
  FROM (SELECT DISTINCT pool_id FROM changed) c JOIN listeners l ON l.default_pool_id = c.pool_id
  WHERE ${nobodyElse('c.pool_id', '<> ALL (SELECT id FROM changed)')};
  RETURN NULL;
END $body$;
CREATE TRIGGER members_begin_service AFTER INSERT ON members REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION record_service();
CREATE TRIGGER members_end_service AFTER DELETE ON members REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION record_service();
`;

const MEMBERS_CHANGE = `
CREATE FUNCTION record_service_of_member() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT p.project_id, 'status', o.type, o.id FROM pools p
  CROSS JOIN LATERAL (SELECT 'pool' AS type, p.id
    UNION ALL SELECT 'listener', l.id FROM listeners l WHERE l.default_pool_id = p.id) o
  WHERE p.id IN (OLD.pool_id, NEW.pool_id) AND ${nobodyElse('p.id', '<> NEW.id')};
  RETURN NULL;
END $body$;
CREATE TRIGGER members_change_service AFTER UPDATE OF weight, admin_state_up, pool_id ON members
  FOR EACH ROW WHEN (${takes('OLD')} <> ${takes('NEW')} OR OLD.pool_id <> NEW.pool_id)
  EXECUTE FUNCTION record_service_of_member();
`;

const OWNERS_CHANGE = `
CREATE FUNCTION record_service_of_pool() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT l.project_id, 'status', 'listener', l.id FROM listeners l WHERE l.default_pool_id = NEW.id;
  RETURN NULL;
END $body$;
CREATE TRIGGER pools_change_service AFTER UPDATE OF admin_state_up ON pools
  FOR EACH ROW WHEN (OLD.admin_state_up <> NEW.admin_state_up) EXECUTE FUNCTION record_service_of_pool();

CREATE FUNCTION record_service_of_listener() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT p.project_id, 'status', 'pool', p.id FROM pools p WHERE p.id = NEW.default_pool_id;
  RETURN NULL;
END $body$;
CREATE TRIGGER listeners_change_service AFTER UPDATE OF admin_state_up ON listeners
  FOR EACH ROW WHEN (OLD.admin_state_up <> NEW.admin_state_up) EXECUTE FUNCTION record_service_of_listener();
`;

const DOWN = `
DROP FUNCTION record_service(), record_service_of_member(), record_service_of_pool(), record_service_of_listener()
  CASCADE;
`;

/** Pools and listeners say that nothing is served when no member takes connections, or the other one is down. */
export class EventsOfService1700000000024 implements MigrationInterface {
  readonly name = 'EventsOfService1700000000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MEMBERS_COME_OR_GO + MEMBERS_CHANGE + OWNERS_CHANGE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
