import type { Lab } from '@lbaas/lab';
import { createConnectionPool } from '@lbaas/server/persistence';

export interface Fleet {
  readonly projectId: string;
  readonly pools: number;
  readonly membersPerPool: number;
}

/** As rows, because a thousand real balancers would be a thousand HAProxies. Their agent is not one of the lab's. */
const SEED = `
WITH agent AS (
  INSERT INTO agents (id, host, agent_type, binary_name, version, run_id, device_drivers, physical_networks,
    started_at, heartbeat_at)
  VALUES (gen_random_uuid(), 'fleet', 'Loadbalancer agent', 'neutron-lbaas-agent', '1', gen_random_uuid(),
    '{haproxy_ns}', '{}', now(), now() + interval '1 day') RETURNING id
), network AS (
  INSERT INTO networks (id, project_id, name, admin_state_up, shared, external, network_type)
  VALUES (gen_random_uuid(), $1, 'fleet', true, false, false, 'local') RETURNING id
), subnet AS (
  INSERT INTO subnets (id, project_id, network_id, name, ip_version, cidr, allocation_pools, dns_nameservers,
    host_routes, enable_dhcp)
  SELECT gen_random_uuid(), $1, id, 'fleet', 4, '10.64.0.0/16', '[]', '[]', '[]', true FROM network
  RETURNING id, network_id
), wanted AS (
  SELECT gen_random_uuid() AS id, gen_random_uuid() AS port_id, gen_random_uuid() AS monitor_id, n
  FROM generate_series(0, $2::int - 1) n
), device AS (
  INSERT INTO devices (id, kind, project_id, provider, generation, realized_generation, epoch, created_at, changed_at)
  SELECT id, 'load_balancer', $1, 'haproxy', 12, 12, 1, now() - interval '1 day', now() - interval '1 day' FROM wanted
  RETURNING id
), placed AS (
  INSERT INTO placements (device_id, agent_id, epoch, wanted, dispatched_generation, dispatched_at,
    observed_generation, how, duration_ms, reported_at, received_at)
  SELECT device.id, agent.id, 1, 'present', 12, now(), 12, 'runtime', 20, now(), now() FROM device, agent
), port AS (
  INSERT INTO ports (id, project_id, network_id, name, mac_address, admin_state_up, device_id, device_owner)
  SELECT port_id, $1, subnet.network_id, 'vip', ('fa:16:3e:00:' || to_hex(n / 256) || ':' || to_hex(n % 256))::macaddr,
    true, '', 'neutron:LOADBALANCER' FROM wanted, subnet
), address AS (
  INSERT INTO ip_allocations (network_id, ip_address, subnet_id, port_id)
  SELECT network_id, '10.64.0.10'::inet + n, subnet.id, port_id FROM wanted, subnet
), balancer AS (
  INSERT INTO load_balancers (id, project_id, name, description, admin_state_up, vip_port_id)
  SELECT id, $1, 'fleet', '', true, port_id FROM wanted
), pool AS (
  INSERT INTO pools (id, project_id, load_balancer_id, subnet_id, name, description, protocol, lb_method,
    admin_state_up, created_generation, changed_generation)
  SELECT wanted.id, $1, wanted.id, subnet.id, 'pool ' || n, 'one of many', 'HTTP', 'ROUND_ROBIN', true, 1, 1
  FROM wanted, subnet
), vip AS (
  INSERT INTO listeners (id, project_id, load_balancer_id, default_pool_id, name, description, protocol,
    protocol_port, connection_limit, admin_state_up, created_generation, changed_generation)
  SELECT gen_random_uuid(), $1, id, id, 'vip ' || n, '', 'HTTP', 80, -1, true, 2, 2 FROM wanted
), monitor AS (
  INSERT INTO health_monitors (id, project_id, type, delay, timeout, max_retries, http_method, url_path,
    expected_codes, admin_state_up)
  SELECT monitor_id, $1, 'HTTP', 5, 2, 3, 'GET', '/', '200', true FROM wanted
), association AS (
  INSERT INTO pool_health_monitors (pool_id, monitor_id, created_generation, changed_generation)
  SELECT id, monitor_id, 3, 3 FROM wanted WHERE n % 2 = 0
), member AS (
  INSERT INTO members (id, project_id, pool_id, address, protocol_port, weight, admin_state_up, created_generation,
    changed_generation)
  SELECT gen_random_uuid(), $1, wanted.id, '10.65.0.0'::inet + m, 8080, 1, true, 4, 4
  FROM wanted, generate_series(1, $3::int) m
  RETURNING id
)
INSERT INTO member_health (member_id, epoch, health, check_text, changed_at, reported_at)
SELECT id, 1, 'up', 'L7OK/200 in 1ms', now(), now() FROM member`;

/** Balancers that are all realised, half of them with a monitor, in the database of a lab. */
export async function seedFleet(lab: Lab, { projectId, pools, membersPerPool }: Fleet): Promise<void> {
  // Ten thousand balancers take longer than a client of the server waits for an answer.
  const url = `${lab.postgres.url.replace('/postgres?', '/lbaas?')}&query_timeout=600000`;
  const connections = createConnectionPool({ url, poolSize: 1 });
  try {
    await connections.query('SET session_replication_role = replica; SET statement_timeout = 0');
    await connections.query(SEED, [projectId, pools, membersPerPool]);
    await connections.query('ANALYZE');
  } finally {
    await connections.end();
  }
}
