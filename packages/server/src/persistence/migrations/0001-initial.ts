import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE agents (
  id uuid PRIMARY KEY,
  host text NOT NULL CONSTRAINT agents_host_key UNIQUE,
  agent_type text NOT NULL,
  binary_name text NOT NULL,
  version text NOT NULL,
  run_id uuid NOT NULL,
  admin_state_up boolean NOT NULL DEFAULT true,
  cordoned boolean NOT NULL DEFAULT false,
  description text,
  device_drivers text[] NOT NULL,
  physical_networks text[] NOT NULL,
  tunnel_ip text,
  devices integer NOT NULL DEFAULT 0,
  load real NOT NULL DEFAULT 0,
  inventory_digest text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  conflict_at timestamptz,
  told_admin_state_up boolean NOT NULL DEFAULT true
);

CREATE TABLE networks (
  id uuid PRIMARY KEY,
  project_id text NOT NULL,
  name text NOT NULL,
  admin_state_up boolean NOT NULL,
  shared boolean NOT NULL,
  external boolean NOT NULL,
  network_type text NOT NULL CONSTRAINT networks_type_check CHECK (network_type IN ('flat', 'local')),
  physical_network text,
  segmentation_id integer,
  mtu integer NOT NULL DEFAULT 1500,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT networks_flat_check CHECK ((network_type = 'flat') = (physical_network IS NOT NULL))
);
CREATE INDEX networks_project ON networks (project_id);
CREATE UNIQUE INDEX networks_physical_key ON networks (physical_network) WHERE network_type = 'flat';

CREATE TABLE subnets (
  id uuid PRIMARY KEY,
  project_id text NOT NULL,
  network_id uuid NOT NULL CONSTRAINT subnets_network_fkey REFERENCES networks (id),
  name text NOT NULL,
  ip_version smallint NOT NULL,
  cidr cidr NOT NULL,
  gateway_ip inet,
  allocation_pools jsonb NOT NULL,
  dns_nameservers jsonb NOT NULL,
  host_routes jsonb NOT NULL,
  enable_dhcp boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX subnets_project ON subnets (project_id);
CREATE INDEX subnets_network ON subnets (network_id);

CREATE TABLE ports (
  id uuid PRIMARY KEY,
  project_id text NOT NULL,
  network_id uuid NOT NULL CONSTRAINT ports_network_fkey REFERENCES networks (id),
  name text NOT NULL,
  mac_address macaddr NOT NULL,
  admin_state_up boolean NOT NULL,
  device_id text NOT NULL,
  device_owner text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ports_mac_key UNIQUE (network_id, mac_address)
);
CREATE INDEX ports_project ON ports (project_id);

CREATE TABLE ip_allocations (
  network_id uuid NOT NULL,
  ip_address inet NOT NULL,
  subnet_id uuid NOT NULL CONSTRAINT ip_allocations_subnet_fkey REFERENCES subnets (id),
  port_id uuid NOT NULL CONSTRAINT ip_allocations_port_fkey REFERENCES ports (id) ON DELETE CASCADE,
  CONSTRAINT ip_allocations_pkey PRIMARY KEY (network_id, ip_address)
);
CREATE INDEX ip_allocations_port ON ip_allocations (port_id);
CREATE INDEX ip_allocations_subnet ON ip_allocations (subnet_id);

CREATE TABLE devices (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  project_id text NOT NULL,
  provider text NOT NULL,
  generation bigint NOT NULL DEFAULT 1,
  realized_generation bigint NOT NULL DEFAULT 0,
  epoch bigint NOT NULL DEFAULT 0,
  replicas smallint NOT NULL DEFAULT 1,
  deleting boolean NOT NULL DEFAULT false,
  after_device_id uuid,
  after_generation bigint,
  placement_reason text,
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX devices_after ON devices (after_device_id) WHERE after_device_id IS NOT NULL;
CREATE INDEX devices_deleting ON devices (id) WHERE deleting;

CREATE TABLE placements (
  device_id uuid NOT NULL CONSTRAINT placements_device_fkey REFERENCES devices (id),
  agent_id uuid NOT NULL CONSTRAINT placements_agent_fkey REFERENCES agents (id) ON DELETE CASCADE,
  epoch bigint NOT NULL,
  wanted text NOT NULL CONSTRAINT placements_wanted_check CHECK (wanted IN ('present', 'absent')),
  dispatched_generation bigint NOT NULL DEFAULT 0,
  dispatched_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL DEFAULT now(),
  dispatch_reason text,
  observed_generation bigint NOT NULL DEFAULT 0,
  failed_generation bigint NOT NULL DEFAULT 0,
  error text,
  how text,
  duration_ms real,
  reported_at timestamptz,
  received_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT placements_pkey PRIMARY KEY (device_id, agent_id)
);
CREATE INDEX placements_agent ON placements (agent_id);
CREATE INDEX placements_unsent ON placements (device_id) WHERE dispatched_generation = 0;

CREATE TABLE load_balancers (
  id uuid PRIMARY KEY CONSTRAINT load_balancers_device_fkey REFERENCES devices (id),
  project_id text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  admin_state_up boolean NOT NULL,
  vip_port_id uuid CONSTRAINT load_balancers_vip_port_fkey REFERENCES ports (id)
);
CREATE UNIQUE INDEX load_balancers_vip_port_key ON load_balancers (vip_port_id);

CREATE TABLE pools (
  id uuid PRIMARY KEY,
  project_id text NOT NULL,
  load_balancer_id uuid NOT NULL CONSTRAINT pools_load_balancer_fkey REFERENCES load_balancers (id),
  subnet_id uuid CONSTRAINT pools_subnet_fkey REFERENCES subnets (id),
  name text NOT NULL,
  description text NOT NULL,
  protocol text NOT NULL,
  lb_method text NOT NULL,
  admin_state_up boolean NOT NULL,
  session_persistence jsonb,
  created_generation bigint NOT NULL,
  changed_generation bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX pools_project ON pools (project_id);
CREATE INDEX pools_load_balancer ON pools (load_balancer_id);
CREATE INDEX pools_subnet ON pools (subnet_id);

CREATE TABLE listeners (
  id uuid PRIMARY KEY,
  project_id text NOT NULL,
  load_balancer_id uuid NOT NULL CONSTRAINT listeners_load_balancer_fkey REFERENCES load_balancers (id),
  default_pool_id uuid CONSTRAINT listeners_default_pool_fkey REFERENCES pools (id),
  name text NOT NULL,
  description text NOT NULL,
  protocol text NOT NULL,
  protocol_port integer NOT NULL,
  connection_limit integer NOT NULL,
  admin_state_up boolean NOT NULL,
  created_generation bigint NOT NULL,
  changed_generation bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT listeners_port_key UNIQUE (load_balancer_id, protocol_port)
);
CREATE INDEX listeners_project ON listeners (project_id);
CREATE INDEX listeners_default_pool ON listeners (default_pool_id);

CREATE TABLE members (
  id uuid PRIMARY KEY,
  project_id text NOT NULL,
  pool_id uuid NOT NULL CONSTRAINT members_pool_fkey REFERENCES pools (id) ON DELETE CASCADE,
  address inet NOT NULL,
  protocol_port integer NOT NULL,
  weight integer NOT NULL,
  admin_state_up boolean NOT NULL,
  created_generation bigint NOT NULL,
  changed_generation bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT members_endpoint_key UNIQUE (pool_id, address, protocol_port)
);
CREATE INDEX members_project ON members (project_id);

CREATE TABLE health_monitors (
  id uuid PRIMARY KEY,
  project_id text NOT NULL,
  type text NOT NULL,
  delay integer NOT NULL,
  timeout integer NOT NULL,
  max_retries integer NOT NULL,
  http_method text NOT NULL,
  url_path text NOT NULL,
  expected_codes text NOT NULL,
  admin_state_up boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX health_monitors_project ON health_monitors (project_id);

CREATE TABLE pool_health_monitors (
  pool_id uuid NOT NULL CONSTRAINT pool_health_monitors_pool_fkey REFERENCES pools (id) ON DELETE CASCADE,
  monitor_id uuid NOT NULL CONSTRAINT pool_health_monitors_monitor_fkey REFERENCES health_monitors (id),
  created_generation bigint NOT NULL,
  changed_generation bigint NOT NULL,
  CONSTRAINT pool_health_monitors_pkey PRIMARY KEY (pool_id, monitor_id)
);
CREATE INDEX pool_health_monitors_monitor ON pool_health_monitors (monitor_id);

CREATE TABLE member_health (
  member_id uuid PRIMARY KEY CONSTRAINT member_health_member_fkey REFERENCES members (id) ON DELETE CASCADE,
  epoch bigint NOT NULL,
  health text NOT NULL,
  check_text text,
  changed_at timestamptz NOT NULL,
  reported_at timestamptz NOT NULL
);

CREATE TABLE statistics (
  pool_id uuid NOT NULL CONSTRAINT statistics_pool_fkey REFERENCES pools (id) ON DELETE CASCADE,
  epoch bigint NOT NULL,
  bytes_in bigint NOT NULL,
  bytes_out bigint NOT NULL,
  active_connections bigint NOT NULL,
  total_connections bigint NOT NULL,
  reported_at timestamptz NOT NULL,
  CONSTRAINT statistics_pkey PRIMARY KEY (pool_id, epoch)
);

CREATE TABLE address_holds (
  network_id uuid NOT NULL,
  ip_address inet NOT NULL,
  device_id uuid NOT NULL CONSTRAINT address_holds_device_fkey REFERENCES devices (id) ON DELETE CASCADE,
  generation bigint NOT NULL,
  CONSTRAINT address_holds_pkey PRIMARY KEY (network_id, ip_address, device_id)
);
CREATE INDEX address_holds_device ON address_holds (device_id);

CREATE TABLE quotas (
  project_id text NOT NULL,
  resource text NOT NULL,
  max_count integer NOT NULL,
  CONSTRAINT quotas_pkey PRIMARY KEY (project_id, resource)
);

CREATE TABLE audit_log (
  id bigserial PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  request_id text NOT NULL,
  project_id text NOT NULL,
  action text NOT NULL,
  resource_type text NOT NULL,
  resource_id text NOT NULL,
  body jsonb
);
`;

const DOWN = `
DROP TABLE audit_log, quotas, address_holds, statistics, member_health, pool_health_monitors, health_monitors, members,
  listeners, pools, load_balancers, placements, devices, ip_allocations, ports, subnets, networks, agents;
`;

/** Every constraint has a name, because the API translates it into a typed error. */
export class Initial1700000000001 implements MigrationInterface {
  readonly name = 'Initial1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
