import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A function, and a volatile one, because each statement inside takes a snapshot of its own: the count behind the lock
 * sees what the holder before has committed. Lock and count in one statement would count what was there before the
 * wait. The ports of VIPs are not charged, so they are not counted. Two integers make a key that no lock of the
 * migrations can equal; two projects with one hash only wait for each other.
 */
const CHARGE_QUOTA = `
CREATE FUNCTION charge_quota(project text, kind text, amount integer, default_limit integer) RETURNS void
LANGUAGE plpgsql VOLATILE AS $body$
DECLARE
  allowed integer := coalesce(
    (SELECT q.max_count FROM quotas q WHERE q.project_id = project AND q.resource = kind), default_limit);
  used bigint;
BEGIN
  IF allowed < 0 THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext(kind), hashtext(project));
  CASE kind
    WHEN 'network' THEN SELECT count(*) INTO used FROM networks x WHERE x.project_id = project;
    WHEN 'subnet' THEN SELECT count(*) INTO used FROM subnets x WHERE x.project_id = project;
    WHEN 'port' THEN SELECT count(*) INTO used FROM ports x WHERE x.project_id = project
      AND NOT EXISTS (SELECT 1 FROM load_balancers lb WHERE lb.vip_port_id = x.id);
    WHEN 'pool' THEN SELECT count(*) INTO used FROM pools x WHERE x.project_id = project;
    WHEN 'vip' THEN SELECT count(*) INTO used FROM listeners x WHERE x.project_id = project;
    WHEN 'member' THEN SELECT count(*) INTO used FROM members x WHERE x.project_id = project;
    WHEN 'health_monitor' THEN SELECT count(*) INTO used FROM health_monitors x WHERE x.project_id = project;
  END CASE;
  IF used + amount > allowed THEN
    RAISE EXCEPTION 'quota of % for % is used up', kind, project
      USING ERRCODE = 'check_violation', CONSTRAINT = 'quotas_limit', DETAIL = format('Key (resource)=(%s)', kind);
  END IF;
END $body$`;

const AUDIT = `
ALTER TABLE audit_log ADD COLUMN user_id text;
CREATE INDEX audit_log_resource ON audit_log (resource_id);
`;

const DOWN = `
DROP FUNCTION charge_quota(text, text, integer, integer);
DROP INDEX audit_log_resource;
ALTER TABLE audit_log DROP COLUMN user_id;
`;

/**
 * Limits that are kept by the database, and an audit log that can be asked who did it, and what became of an object.
 */
export class QuotasAndAudit1700000000002 implements MigrationInterface {
  readonly name = 'QuotasAndAudit1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHARGE_QUOTA);
    await runner.query(AUDIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
