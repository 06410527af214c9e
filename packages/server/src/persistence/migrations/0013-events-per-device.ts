import type { MigrationInterface, QueryRunner } from 'typeorm';
import { RECORD_STATUSES, changeTriggers } from './0004-events.ts';
import { RECORD_INCIDENTS } from './0007-events-of-incidents.ts';
import { HOLD_IDLE } from './0012-idle-placements.ts';
import { FOUND_AGAIN, TELL_OF_AGENTS, TRIGGERS } from './0010-events-of-time.ts';

/** Everything that decides in SQL which objects change their status. A function takes its triggers along. */
const DROP_STATUSES = `
DROP FUNCTION record_statuses_of_placement(), record_statuses_of_waiting(), record_statuses_of_association(),
  record_status_of_member(), record_incident(), record_statuses_of_found(),
  record_statuses(uuid, bigint, bigint, bigint, bigint, boolean),
  record_statuses_on_agent(uuid, uuid[], boolean), tell_of_agents(float8, int) CASCADE;
`;

/**
 * A row of the type `device` carries the facts of one source (see FactsImage) before and after the change. An agent has
 * a notice while it is silent or disabled, and until the rows of its devices say that it no longer is. `was_...` and
 * `is_...` are what those rows say. They are written in the order of the device ids, so far up to `up_to`; NULL = all.
 */
const TABLES = `
ALTER TABLE events ADD COLUMN facts_before jsonb, ADD COLUMN facts_after jsonb;
UPDATE events SET resource_type = 'listener' WHERE resource_type = 'vip';

ALTER TABLE told_agents RENAME TO agent_notices;
ALTER TABLE agent_notices RENAME CONSTRAINT told_agents_pkey TO agent_notices_pkey;
ALTER TABLE agent_notices RENAME CONSTRAINT told_agents_agent_fkey TO agent_notices_agent_fkey;
ALTER TABLE agent_notices RENAME COLUMN with_shown TO was_silent;
ALTER TABLE agent_notices ADD COLUMN was_disabled boolean;
UPDATE agent_notices SET was_silent = NOT is_silent, was_disabled = NOT is_disabled;
ALTER TABLE agent_notices ALTER COLUMN was_disabled SET NOT NULL;
`;

/** What statuses need of a placement; NULL unless it holds the device. */
const PLACEMENT_FACTS = `
CREATE FUNCTION placement_facts(p placements) RETURNS jsonb LANGUAGE sql STABLE AS $body$
  SELECT CASE WHEN p.wanted <> 'absent' THEN jsonb_build_object(
    'observed', p.observed_generation, 'failed', p.failed_generation, 'failure', p.error,
    'dispatch_reason', p.dispatch_reason,
    'incident', CASE WHEN p.incident_at IS NOT NULL AND p.incident_at IS DISTINCT FROM p.incident_passed
      THEN jsonb_build_object('at', p.incident_at, 'words', p.incident, 'generation', p.incident_generation) END) END
$body$;
`;

interface Recorder {
  /** Of the function. */
  readonly name: string;
  /** The id of the device. */
  readonly device: string;
  readonly before: string;
  readonly after: string;
}

/** Records one row for the device. Which objects change their status is decided where statuses are derived. */
const recorder = ({ name, device, before, after }: Recorder): string => `
CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id, facts_before, facts_after)
  SELECT d.project_id, 'status', 'device', d.id, ${before}, ${after}
  FROM devices d WHERE d.id = ${device};
  RETURN NULL;
END $body$;`;

const PLACEMENT_COLUMNS = [
  'observed_generation',
  'failed_generation',
  'error',
  'dispatch_reason',
  'incident_at',
  'incident',
  'incident_generation',
  'incident_passed',
];

/** Whether the placement holds the device, and what it says then. */
const columnsOf = (row: 'OLD' | 'NEW'): string =>
  `(${row}.wanted <> 'absent', ${PLACEMENT_COLUMNS.map((column) => `${row}.${column}`).join(', ')})`;

/**
 * Row triggers, because a condition that is false costs next to nothing: claims and repeated reports touch other
 * columns. The first placement of a device that has nothing to run needs no row: either the transaction creates the
 * objects too, or it clears the reason for which the device waited. Nor does `realized_generation`, which only rises
 * together with the observed generation of a placement.
 */
const RECORD_DEVICES = `
${recorder({
  name: 'record_placement',
  device: 'coalesce(NEW.device_id, OLD.device_id)',
  before: "jsonb_build_object('placement', placement_facts(OLD))",
  after: "jsonb_build_object('placement', placement_facts(NEW))",
})}
CREATE TRIGGER placements_change AFTER UPDATE OF wanted, ${PLACEMENT_COLUMNS.join(', ')} ON placements
  FOR EACH ROW WHEN ((OLD.wanted <> 'absent' OR NEW.wanted <> 'absent') AND ${columnsOf('OLD')} IS DISTINCT FROM ${columnsOf('NEW')})
  EXECUTE FUNCTION record_placement();
CREATE TRIGGER placements_come AFTER INSERT ON placements
  FOR EACH ROW WHEN (NEW.wanted <> 'absent' AND (NEW.epoch > 1 OR NEW.observed_generation = 0))
  EXECUTE FUNCTION record_placement();
CREATE TRIGGER placements_go AFTER DELETE ON placements
  FOR EACH ROW WHEN (OLD.wanted <> 'absent') EXECUTE FUNCTION record_placement();
${recorder({
  name: 'record_waiting',
  device: 'NEW.id',
  before:
    "jsonb_build_object('waiting', jsonb_build_object('epoch', OLD.epoch, 'reason', OLD.placement_reason))",
  after:
    "jsonb_build_object('waiting', jsonb_build_object('epoch', NEW.epoch, 'reason', NEW.placement_reason))",
})}
CREATE TRIGGER devices_wait AFTER UPDATE OF placement_reason ON devices
  FOR EACH ROW WHEN (OLD.placement_reason IS DISTINCT FROM NEW.placement_reason)
  EXECUTE FUNCTION record_waiting();
`;

const memberFacts = (row: 'OLD' | 'NEW'): string => `jsonb_build_object('member', jsonb_build_object(
    'id', NEW.member_id, 'epoch', ${row}.epoch, 'health', ${row}.health, 'check', ${row}.check_text))`;

/** Only `down` shows in a status. How long a check took, at the end of its text, does not count. */
const RECORD_HEALTH = `
${recorder({
  name: 'record_health',
  device:
    '(SELECT p.load_balancer_id FROM members m JOIN pools p ON p.id = m.pool_id WHERE m.id = NEW.member_id)',
  before: memberFacts('OLD'),
  after: memberFacts('NEW'),
})}
CREATE TRIGGER member_health_comes AFTER INSERT ON member_health
  FOR EACH ROW WHEN (NEW.health = 'down') EXECUTE FUNCTION record_health();
CREATE TRIGGER member_health_changes AFTER UPDATE OF health, epoch, check_text ON member_health
  FOR EACH ROW
  WHEN ('down' IN (OLD.health, NEW.health) AND (OLD.health, OLD.epoch, split_part(OLD.check_text, ' in ', 1))
    IS DISTINCT FROM (NEW.health, NEW.epoch, split_part(NEW.check_text, ' in ', 1)))
  EXECUTE FUNCTION record_health();
`;

/** Every object of a device without a listener says that nothing is served. */
const RECORD_LISTENERS = `
${recorder({
  name: 'record_listener',
  device: 'coalesce(NEW.load_balancer_id, OLD.load_balancer_id)',
  before: "jsonb_build_object('has_vip', TG_OP = 'DELETE')",
  after: "jsonb_build_object('has_vip', TG_OP = 'INSERT')",
})}
CREATE TRIGGER listeners_serve AFTER INSERT OR DELETE ON listeners
  FOR EACH ROW EXECUTE FUNCTION record_listener();
`;

/** Pools and monitors show the statuses of their associations, which have no events of their own. */
const RECORD_ASSOCIATIONS = `
CREATE FUNCTION record_association() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO events (project_id, action, resource_type, resource_id)
  SELECT p.project_id, 'status', 'pool', p.id FROM pools p WHERE p.id = NEW.pool_id
  UNION ALL
  SELECT hm.project_id, 'status', 'health_monitor', hm.id FROM health_monitors hm WHERE hm.id = NEW.monitor_id;
  RETURN NULL;
END $body$;
CREATE TRIGGER associations_change AFTER UPDATE OF changed_generation ON pool_health_monitors
  FOR EACH ROW WHEN (OLD.changed_generation <> NEW.changed_generation) EXECUTE FUNCTION record_association();
`;

const DROP_LISTENERS = `
DROP TRIGGER listeners_are_created ON listeners;
DROP TRIGGER listeners_are_updated ON listeners;
DROP TRIGGER listeners_are_deleted ON listeners;
`;

const DOWN = `
DROP FUNCTION record_association(), record_listener(), record_health(), record_waiting(), record_placement() CASCADE;
DROP FUNCTION placement_facts(placements);
ALTER TABLE agent_notices DROP COLUMN was_disabled;
ALTER TABLE agent_notices RENAME COLUMN was_silent TO with_shown;
UPDATE agent_notices SET with_shown = true;
ALTER TABLE agent_notices RENAME CONSTRAINT agent_notices_pkey TO told_agents_pkey;
ALTER TABLE agent_notices RENAME CONSTRAINT agent_notices_agent_fkey TO told_agents_agent_fkey;
ALTER TABLE agent_notices RENAME TO told_agents;
DELETE FROM events WHERE resource_type = 'device';
UPDATE events SET resource_type = 'vip' WHERE resource_type = 'listener';
ALTER TABLE events DROP COLUMN facts_after, DROP COLUMN facts_before;
`;

/** Records per device what statuses are derived from, and names the objects as the model does. */
export class EventsPerDevice1700000000013 implements MigrationInterface {
  readonly name = 'EventsPerDevice1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_STATUSES);
    await runner.query(TABLES);
    await runner.query(DROP_LISTENERS + changeTriggers(['listeners', 'listener']));
    await runner.query(
      PLACEMENT_FACTS + RECORD_DEVICES + RECORD_HEALTH + RECORD_LISTENERS + RECORD_ASSOCIATIONS,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
    await runner.query(DROP_LISTENERS + changeTriggers(['listeners', 'vip']));
    await runner.query(RECORD_STATUSES);
    await runner.query(RECORD_INCIDENTS);
    await runner.query(TELL_OF_AGENTS);
    await runner.query(FOUND_AGAIN);
    await runner.query(TRIGGERS);
    await runner.query(HOLD_IDLE);
  }
}
