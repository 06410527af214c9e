import type { MigrationInterface, QueryRunner } from 'typeorm';
import { changeTriggers } from './0004-events.ts';

/** `generation`: of the device, since when it has to show the port. */
const TABLES = `
CREATE TABLE routers (
  id uuid PRIMARY KEY CONSTRAINT routers_device_fkey REFERENCES devices (id),
  project_id text NOT NULL,
  name text NOT NULL,
  admin_state_up boolean NOT NULL,
  gateway_port_id uuid CONSTRAINT routers_gateway_port_fkey REFERENCES ports (id),
  gateway_generation bigint,
  enable_snat boolean NOT NULL,
  created_generation bigint NOT NULL,
  changed_generation bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  revision bigint NOT NULL DEFAULT 1,
  CONSTRAINT routers_gateway_check CHECK ((gateway_port_id IS NULL) = (gateway_generation IS NULL))
);
CREATE INDEX routers_project ON routers (project_id);
CREATE UNIQUE INDEX routers_gateway_port_key ON routers (gateway_port_id);

CREATE TABLE router_interfaces (
  port_id uuid PRIMARY KEY CONSTRAINT router_interfaces_port_fkey REFERENCES ports (id),
  router_id uuid NOT NULL CONSTRAINT router_interfaces_router_fkey REFERENCES routers (id),
  subnet_id uuid NOT NULL CONSTRAINT router_interfaces_subnet_fkey REFERENCES subnets (id),
  generation bigint NOT NULL,
  CONSTRAINT router_interfaces_subnet_key UNIQUE (router_id, subnet_id)
);
CREATE INDEX router_interfaces_subnet ON router_interfaces (subnet_id);

CREATE TABLE floating_ips (
  id uuid PRIMARY KEY,
  project_id text NOT NULL,
  floating_network_id uuid NOT NULL CONSTRAINT floating_ips_network_fkey REFERENCES networks (id),
  floating_port_id uuid NOT NULL CONSTRAINT floating_ips_floating_port_fkey REFERENCES ports (id),
  fixed_port_id uuid CONSTRAINT floating_ips_fixed_port_fkey REFERENCES ports (id),
  fixed_ip_address inet,
  router_id uuid CONSTRAINT floating_ips_router_fkey REFERENCES routers (id),
  created_generation bigint NOT NULL,
  changed_generation bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  revision bigint NOT NULL DEFAULT 1,
  CONSTRAINT floating_ips_fixed_key UNIQUE (fixed_port_id, fixed_ip_address, floating_network_id),
  CONSTRAINT floating_ips_associated_check
    CHECK ((router_id IS NULL) = (fixed_port_id IS NULL) AND (router_id IS NULL) = (fixed_ip_address IS NULL))
);
CREATE INDEX floating_ips_project ON floating_ips (project_id);
CREATE INDEX floating_ips_network ON floating_ips (floating_network_id);
CREATE UNIQUE INDEX floating_ips_floating_port_key ON floating_ips (floating_port_id);
CREATE INDEX floating_ips_router ON floating_ips (router_id);
`;

const RESOURCES = { routers: 'router', floating_ips: 'floating_ip' } as const;
type Table = keyof typeof RESOURCES;
const NAMES = Object.keys(RESOURCES) as readonly Table[];

/** Columns that the API does not show as part of the object, or only in its status. */
const UNSEEN: Readonly<Record<Table, readonly string[]>> = {
  routers: ['created_generation', 'changed_generation', 'gateway_generation'],
  floating_ips: ['created_generation', 'changed_generation'],
};

/**
 * As for the other objects: the revision, the check of If-Match, and the time of the last change, whose trigger has a
 * name behind that of the revision, which is to see no change in it.
 */
const revised = (table: Table): string => `
CREATE FUNCTION raise_${table}_revision() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  seen ${table} := OLD;
BEGIN
${['revision', ...UNSEEN[table]].map((column) => `  seen.${column} := NEW.${column};`).join('\n')}
  IF seen IS DISTINCT FROM NEW THEN NEW.revision := OLD.revision + 1; END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER ${table}_revision BEFORE UPDATE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION raise_${table}_revision();
CREATE TRIGGER ${table}_expected BEFORE UPDATE OR DELETE ON ${table}
  FOR EACH ROW WHEN (current_setting('lbaas.expected', true) <> '') EXECUTE FUNCTION refuse_unexpected_revision();
CREATE TRIGGER ${table}_since BEFORE UPDATE OF changed_generation ON ${table}
  FOR EACH ROW WHEN (OLD.changed_generation <> NEW.changed_generation) EXECUTE FUNCTION note_change();`;

const renameQuota = (from: string, to: string): string => `
UPDATE audit_log SET body = body - '${from}' || jsonb_build_object('${to}', body->'${from}')
WHERE resource_type = 'quota' AND body ? '${from}';
UPDATE quotas SET resource = '${to}' WHERE resource = '${from}';
`;

const CHARGE_QUOTA = `SELECT pg_get_functiondef('charge_quota(text, text, integer, integer)'::regprocedure) AS definition`;

const PORTS_OF_VIPS = 'AND NOT EXISTS (SELECT 1 FROM load_balancers lb WHERE lb.vip_port_id = x.id)';
/** The interfaces of routers are not charged either: their number is that of subnets and routers. */
const UNCHARGED_PORTS = `${PORTS_OF_VIPS}
      AND NOT EXISTS (SELECT 1 FROM router_interfaces ri WHERE ri.port_id = x.id)`;
const FIRST = `WHEN 'network' THEN`;
const COUNTED = `WHEN 'router' THEN SELECT count(*) INTO used FROM routers x WHERE x.project_id = project;
    WHEN 'floating_ip' THEN SELECT count(*) INTO used FROM floating_ips x WHERE x.project_id = project;
    ${FIRST}`;

async function rewriteQuota(
  runner: QueryRunner,
  changes: readonly (readonly [string, string])[],
): Promise<void> {
  const [row] = (await runner.query(CHARGE_QUOTA)) as readonly { readonly definition: string }[];
  let definition = row?.definition ?? '';
  for (const [from, to] of changes) {
    if (!definition.includes(from)) throw new Error(`charge_quota has no ${from}`);
    definition = definition.replace(from, () => to);
  }
  await runner.query(definition);
}

const DOWN = `
DELETE FROM events WHERE resource_type IN ('router', 'floating_ip');
DROP TABLE floating_ips, router_interfaces, routers;
DROP FUNCTION ${NAMES.map((table) => `raise_${table}_revision()`).join(', ')};
`;

/** Routers with their interfaces, and floating IPs. A router is a device, so it has the id of one. */
export class Routers1700000000021 implements MigrationInterface {
  readonly name = 'Routers1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(NAMES.map(revised).join('\n'));
    await runner.query(NAMES.map((table) => changeTriggers([table, RESOURCES[table]])).join('\n'));
    await runner.query(renameQuota('floatingip', 'floating_ip'));
    await rewriteQuota(runner, [
      [FIRST, COUNTED],
      [PORTS_OF_VIPS, UNCHARGED_PORTS],
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await rewriteQuota(runner, [
      [UNCHARGED_PORTS, PORTS_OF_VIPS],
      [COUNTED, FIRST],
    ]);
    await runner.query(renameQuota('floating_ip', 'floatingip'));
    await runner.query(DOWN);
  }
}
