import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows are objects of the API, and what the API calls them. */
const RESOURCES = {
  pools: 'pool',
  listeners: 'vip',
  members: 'member',
  health_monitors: 'health_monitor',
} as const;

/**
 * One row per change, written by the transaction of the change. `xid` and `seq` are the order in which they are read
 * (docs/adr/0008-events.md). The horizon is the newest event that was ever removed for its age.
 */
const TABLES = `
CREATE FUNCTION own_xid() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT pg_current_xact_id()::text::bigint';

CREATE TABLE events (
  xid bigint NOT NULL DEFAULT own_xid(),
  seq bigserial,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  project_id text NOT NULL,
  action text NOT NULL,
  resource_type text NOT NULL,
  resource_id uuid NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (xid, seq)
);

CREATE TABLE event_horizon (
  id boolean NOT NULL DEFAULT true,
  xid bigint NOT NULL DEFAULT 0,
  seq bigint NOT NULL DEFAULT 0,
  CONSTRAINT event_horizon_pkey PRIMARY KEY (id),
  CONSTRAINT event_horizon_one CHECK (id)
);
INSERT INTO event_horizon DEFAULT VALUES;
`;

/**
 * An update is a change that raises the revision, and what an object shows of others raises it too. Any other change of
 * a row is one of generations: what the device has to show, and so of the status.
 */
const RECORD_CHANGES = `
CREATE FUNCTION record_created() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT n.project_id, 'create', TG_ARGV[0], n.id FROM new_rows n;
  RETURN NULL;
END $body$;

CREATE FUNCTION record_updated() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT n.project_id, CASE WHEN n.revision = o.revision THEN 'status' ELSE 'update' END, TG_ARGV[0], n.id
  FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE n IS DISTINCT FROM o;
  RETURN NULL;
END $body$;

CREATE FUNCTION record_deleted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT o.project_id, 'delete', TG_ARGV[0], o.id FROM old_rows o;
  RETURN NULL;
END $body$;
`;

export const changeTriggers = ([table, resource]: readonly [string, string]): string => `
CREATE TRIGGER ${table}_are_created AFTER INSERT ON ${table} REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_created('${resource}');
CREATE TRIGGER ${table}_are_updated AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_updated('${resource}');
CREATE TRIGGER ${table}_are_deleted AFTER DELETE ON ${table} REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_deleted('${resource}');`;

/**
 * A status is derived from what an agent shows of a device (docs/adr/0002-observed-generation-and-status.md), so it
 * changes with that: for the objects that were or are behind it. An object crosses when the device comes to show it, or
 * does no longer; what stays behind changes with a failure, with its reason, or when the device comes to show it for
 * the first time, in an older form. Row triggers, because their conditions cost next to nothing where nothing is to be
 * told: claims and repeated reports touch other columns.
 */
export const RECORD_STATUSES = `
CREATE FUNCTION record_statuses(device uuid, shown_before bigint, shown bigint, failed_before bigint, failed bigint,
  other_reason boolean) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT x.project_id, 'status', x.type, x.id FROM (
    SELECT 'pool' AS type, p.id, p.project_id, p.created_generation AS created, p.changed_generation AS changed
    FROM pools p WHERE p.load_balancer_id = device
    UNION ALL
    SELECT 'vip', l.id, l.project_id, l.created_generation, l.changed_generation
    FROM listeners l WHERE l.load_balancer_id = device
    UNION ALL
    SELECT 'member', m.id, m.project_id, m.created_generation, m.changed_generation
    FROM pools p JOIN members m ON m.pool_id = p.id WHERE p.load_balancer_id = device
    UNION ALL
    SELECT 'pool', p.id, p.project_id, a.created_generation, a.changed_generation
    FROM pools p JOIN pool_health_monitors a ON a.pool_id = p.id WHERE p.load_balancer_id = device
    UNION ALL
    SELECT 'health_monitor', hm.id, hm.project_id, a.created_generation, a.changed_generation
    FROM pools p JOIN pool_health_monitors a ON a.pool_id = p.id JOIN health_monitors hm ON hm.id = a.monitor_id
    WHERE p.load_balancer_id = device
  ) x
  WHERE x.changed > least(shown_before, shown) AND (
    x.changed <= greatest(shown_before, shown)
    OR other_reason
    OR (x.changed <= failed_before) <> (x.changed <= failed)
    OR (x.created <= shown_before) <> (x.created <= shown));
END $body$;

CREATE FUNCTION record_statuses_of_placement() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  was_wanted boolean := OLD.wanted = 'present';
  is_wanted boolean := coalesce(NEW.wanted = 'present', false);
BEGIN
  IF was_wanted OR is_wanted THEN
    PERFORM record_statuses(OLD.device_id,
      CASE WHEN was_wanted THEN OLD.observed_generation ELSE 0 END,
      CASE WHEN is_wanted THEN NEW.observed_generation ELSE 0 END,
      CASE WHEN was_wanted THEN OLD.failed_generation ELSE 0 END,
      CASE WHEN is_wanted THEN NEW.failed_generation ELSE 0 END,
      (OLD.wanted, OLD.error, OLD.dispatch_reason) IS DISTINCT FROM (NEW.wanted, NEW.error, NEW.dispatch_reason));
  END IF;
  RETURN NULL;
END $body$;
CREATE TRIGGER placements_are_reported
  AFTER UPDATE OF wanted, observed_generation, failed_generation, error, dispatch_reason ON placements
  FOR EACH ROW
  WHEN ((OLD.wanted, OLD.observed_generation, OLD.failed_generation, OLD.error, OLD.dispatch_reason)
    IS DISTINCT FROM (NEW.wanted, NEW.observed_generation, NEW.failed_generation, NEW.error, NEW.dispatch_reason))
  EXECUTE FUNCTION record_statuses_of_placement();
CREATE TRIGGER placements_are_deleted AFTER DELETE ON placements
  FOR EACH ROW WHEN (OLD.wanted = 'present') EXECUTE FUNCTION record_statuses_of_placement();

CREATE FUNCTION record_statuses_of_waiting() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM record_statuses(NEW.id, 0, 0, 0, 0, true);
  RETURN NULL;
END $body$;
CREATE TRIGGER devices_wait AFTER UPDATE OF placement_reason ON devices
  FOR EACH ROW WHEN (OLD.placement_reason IS DISTINCT FROM NEW.placement_reason)
  EXECUTE FUNCTION record_statuses_of_waiting();

CREATE FUNCTION record_statuses_of_association() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT p.project_id, 'status', 'pool', p.id FROM pools p WHERE p.id = NEW.pool_id
  UNION ALL
  SELECT hm.project_id, 'status', 'health_monitor', hm.id FROM health_monitors hm WHERE hm.id = NEW.monitor_id;
  RETURN NULL;
END $body$;
CREATE TRIGGER associations_change AFTER UPDATE OF changed_generation ON pool_health_monitors
  FOR EACH ROW WHEN (OLD.changed_generation <> NEW.changed_generation)
  EXECUTE FUNCTION record_statuses_of_association();

CREATE FUNCTION record_status_of_member() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT m.project_id, 'status', 'member', m.id FROM members m WHERE m.id = NEW.member_id;
  RETURN NULL;
END $body$;
CREATE TRIGGER member_health_is_down AFTER INSERT ON member_health
  FOR EACH ROW WHEN (NEW.health = 'down') EXECUTE FUNCTION record_status_of_member();
CREATE TRIGGER member_health_changes AFTER UPDATE OF health, epoch ON member_health
  FOR EACH ROW
  WHEN ('down' IN (OLD.health, NEW.health) AND (OLD.health, OLD.epoch) IS DISTINCT FROM (NEW.health, NEW.epoch))
  EXECUTE FUNCTION record_status_of_member();
`;

/** A function takes its triggers along. */
const DOWN = `
DROP FUNCTION record_created(), record_updated(), record_deleted(), record_statuses_of_placement(),
  record_statuses_of_waiting(), record_statuses_of_association(), record_status_of_member(),
  record_statuses(uuid, bigint, bigint, bigint, bigint, boolean) CASCADE;
DROP TABLE events, event_horizon;
DROP FUNCTION own_xid();
`;

/** Every change of an object and of its status, complete by construction: no writer can forget to tell of one. */
export class Events1700000000004 implements MigrationInterface {
  readonly name = 'Events1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(RECORD_CHANGES);
    await runner.query(Object.entries(RESOURCES).map(changeTriggers).join('\n'));
    await runner.query(RECORD_STATUSES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
