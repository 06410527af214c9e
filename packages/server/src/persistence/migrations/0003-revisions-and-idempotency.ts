import type { MigrationInterface, QueryRunner } from 'typeorm';

const REVISED = ['networks', 'subnets', 'ports', 'pools', 'listeners', 'members', 'health_monitors'] as const;

/** Columns of these tables that the API does not show as part of the object, or only in its status. */
const UNSEEN: Readonly<Partial<Record<(typeof REVISED)[number], readonly string[]>>> = {
  pools: ['created_generation', 'changed_generation', 'session_persistence'],
  listeners: ['created_generation', 'changed_generation'],
  members: ['created_generation', 'changed_generation'],
};

const addRevision = (table: string): string =>
  `ALTER TABLE ${table} ADD COLUMN revision bigint NOT NULL DEFAULT 1;`;

/**
 * A row that really changes gets its next revision, whoever writes it. It is the whole row that is compared, so that a
 * column that comes later counts unless it is named above.
 */
function raiseOwn(table: (typeof REVISED)[number]): string {
  const ignored = ['revision', ...(UNSEEN[table] ?? [])];
  return `
CREATE FUNCTION raise_${table}_revision() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  seen ${table} := OLD;
BEGIN
${ignored.map((column) => `  seen.${column} := NEW.${column};`).join('\n')}
  IF seen IS DISTINCT FROM NEW THEN NEW.revision := OLD.revision + 1; END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER ${table}_revision BEFORE UPDATE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION raise_${table}_revision();`;
}

/**
 * What If-Match needs: see `expectRevision`. The object is checked once, at its first write in the transaction, since
 * the next one finds the revision raised. The condition costs nothing where nobody expects anything.
 */
const REFUSE_UNEXPECTED = `
CREATE FUNCTION refuse_unexpected_revision() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  expected text[] := string_to_array(current_setting('lbaas.expected'), ' ');
BEGIN
  IF OLD.id::text = expected[1] THEN
    IF OLD.revision::text <> expected[2] THEN
      RAISE EXCEPTION '% has revision %, not %', OLD.id, OLD.revision, expected[2] USING ERRCODE = 'serialization_failure';
    END IF;
    PERFORM set_config('lbaas.expected', '', true);
  END IF;
  RETURN coalesce(NEW, OLD);
END $body$;
`;

const refuseUnexpected = (table: string): string => `
CREATE TRIGGER ${table}_expected BEFORE UPDATE OR DELETE ON ${table}
  FOR EACH ROW WHEN (current_setting('lbaas.expected', true) <> '') EXECUTE FUNCTION refuse_unexpected_revision();`;

/**
 * What an object shows of others is part of it: a pool its members, monitors and VIP, a network its subnets, a port its
 * addresses, a monitor its pools, a VIP the session persistence that its pool keeps. Members and addresses come by the
 * thousand, so their triggers run once a statement. What goes with its owner raises nobody: the owner is gone by then.
 * The address and the port of a VIP never change, so nothing here raises the VIP for them.
 */
const RAISE_OTHERS = `
CREATE FUNCTION raise_pools_of_members() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE pools SET revision = revision + 1 WHERE id IN (SELECT pool_id FROM changed);
  RETURN NULL;
END $body$;
CREATE TRIGGER members_come AFTER INSERT ON members REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_pools_of_members();
CREATE TRIGGER members_go AFTER DELETE ON members REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_pools_of_members();

CREATE FUNCTION raise_pools_of_moved_member() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE pools SET revision = revision + 1 WHERE id IN (OLD.pool_id, NEW.pool_id);
  RETURN NULL;
END $body$;
CREATE TRIGGER members_move AFTER UPDATE OF pool_id ON members
  FOR EACH ROW WHEN (OLD.pool_id <> NEW.pool_id) EXECUTE FUNCTION raise_pools_of_moved_member();

CREATE FUNCTION raise_pools_of_listener() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE pools SET revision = revision + 1 WHERE id IN (OLD.default_pool_id, NEW.default_pool_id);
  RETURN NULL;
END $body$;
CREATE TRIGGER listeners_come_or_go AFTER INSERT OR DELETE ON listeners
  FOR EACH ROW EXECUTE FUNCTION raise_pools_of_listener();
CREATE TRIGGER listeners_move AFTER UPDATE OF default_pool_id ON listeners
  FOR EACH ROW WHEN (OLD.default_pool_id IS DISTINCT FROM NEW.default_pool_id)
  EXECUTE FUNCTION raise_pools_of_listener();

CREATE FUNCTION raise_listeners_of_pool() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE listeners SET revision = revision + 1 WHERE default_pool_id = NEW.id;
  RETURN NULL;
END $body$;
CREATE TRIGGER pools_persistence AFTER UPDATE OF session_persistence ON pools
  FOR EACH ROW WHEN (OLD.session_persistence IS DISTINCT FROM NEW.session_persistence)
  EXECUTE FUNCTION raise_listeners_of_pool();

CREATE FUNCTION raise_associated() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  link pool_health_monitors := coalesce(NEW, OLD);
BEGIN
  UPDATE health_monitors SET revision = revision + 1 WHERE id = link.monitor_id;
  UPDATE pools SET revision = revision + 1 WHERE id = link.pool_id;
  RETURN NULL;
END $body$;
CREATE TRIGGER associations_come_or_go AFTER INSERT OR DELETE ON pool_health_monitors
  FOR EACH ROW EXECUTE FUNCTION raise_associated();

CREATE FUNCTION raise_network_of_subnet() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE networks SET revision = revision + 1 WHERE id IN (OLD.network_id, NEW.network_id);
  RETURN NULL;
END $body$;
CREATE TRIGGER subnets_come_or_go AFTER INSERT OR DELETE ON subnets
  FOR EACH ROW EXECUTE FUNCTION raise_network_of_subnet();

CREATE FUNCTION raise_ports_of_addresses() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE ports SET revision = revision + 1 WHERE id IN (SELECT port_id FROM changed);
  RETURN NULL;
END $body$;
CREATE TRIGGER ip_allocations_come AFTER INSERT ON ip_allocations REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_ports_of_addresses();
CREATE TRIGGER ip_allocations_go AFTER DELETE ON ip_allocations REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION raise_ports_of_addresses();
`;

/**
 * The answers of creates by the key that the client has given them. The row is written before the work and without an
 * answer: it makes a second request with the key wait for the end of the first.
 */
const IDEMPOTENCY = `
CREATE TABLE idempotency_keys (
  project_id text NOT NULL,
  user_id text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status smallint,
  body text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (project_id, user_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
`;

const OTHER_FUNCTIONS = [
  'refuse_unexpected_revision',
  'raise_pools_of_members',
  'raise_pools_of_moved_member',
  'raise_pools_of_listener',
  'raise_listeners_of_pool',
  'raise_associated',
  'raise_network_of_subnet',
  'raise_ports_of_addresses',
];

/** A function takes its triggers along. */
const DOWN = `
DROP TABLE idempotency_keys;
DROP FUNCTION ${[...REVISED.map((table) => `raise_${table}_revision`), ...OTHER_FUNCTIONS].map((name) => `${name}()`).join(', ')} CASCADE;
${REVISED.map((table) => `ALTER TABLE ${table} DROP COLUMN revision;`).join('\n')}
`;

/** A revision for everything that can be changed, kept by the database, and the keys of repeatable creates. */
export class RevisionsAndIdempotency1700000000003 implements MigrationInterface {
  readonly name = 'RevisionsAndIdempotency1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REVISED.map(addRevision).join('\n'));
    await runner.query(REVISED.map(raiseOwn).join('\n'));
    await runner.query(`${REFUSE_UNEXPECTED}${REVISED.map(refuseUnexpected).join('')}`);
    await runner.query(RAISE_OTHERS);
    await runner.query(IDEMPOTENCY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
