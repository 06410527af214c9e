import type { LbaasApi } from '../support/lbaas-v1-fixture.ts';
import { LIMITS, STEADY } from './limits.ts';
import { ROUTER_INVARIANTS } from './router-invariants.ts';

const VIP_PORT = `
listeners l JOIN load_balancers lb ON lb.id = l.load_balancer_id LEFT JOIN ports p ON p.id = lb.vip_port_id`;

/** `from` selects the rows x, and the id of their device as `device`. */
const stamped = (from: string): string => `
SELECT x.device FROM (${from}) x JOIN devices d ON d.id = x.device
WHERE x.changed_generation > d.generation OR x.created_generation > x.changed_generation`;

const GENERATIONS = 'created_generation, changed_generation';

const onPool = (table: string): string => `
SELECT p.load_balancer_id AS device, y.created_generation, y.changed_generation
FROM ${table} y JOIN pools p ON p.id = y.pool_id`;

const TABLES: Readonly<Record<string, string>> = {
  network: 'networks',
  subnet: 'subnets',
  port: 'ports',
  pool: 'pools',
  listener: 'listeners',
  member: 'members',
  health_monitor: 'health_monitors',
  router: 'routers',
  floating_ip: 'floating_ips',
};

/** The ports of VIPs, routers and floating IPs count towards no quota and are audited with what they belong to. */
const OWN = `NOT EXISTS (SELECT 1 FROM load_balancers lb WHERE lb.vip_port_id = x.id)
  AND NOT EXISTS (SELECT 1 FROM router_interfaces ri WHERE ri.port_id = x.id)
  AND NOT EXISTS (SELECT 1 FROM routers r WHERE r.gateway_port_id = x.id)
  AND NOT EXISTS (SELECT 1 FROM floating_ips f WHERE f.floating_port_id = x.id)`;

const tooMany = ([kind, table]: readonly [string, string]): string => `
SELECT '${kind}' AS kind, count(*) FROM ${table} x WHERE x.project_id = '${STEADY}' AND ${OWN}
HAVING count(*) > ${LIMITS[kind as keyof typeof LIMITS]}`;

/** The audit log has the words of the model. */
const auditedAs = (kind: string): string => (kind === 'vip' ? 'listener' : kind);

const unaudited = ([kind, table]: readonly [string, string]): string => `
SELECT '${kind}' AS kind, x.id FROM ${table} x WHERE ${OWN} AND 1 <> (SELECT count(*) FROM audit_log a
  WHERE a.resource_id = x.id::text AND a.resource_type = '${auditedAs(kind)}' AND a.action = 'create')`;

/** Invariants, each with a statement that finds violations. */
export const INVARIANTS: Readonly<Record<string, string>> = {
  'an address is one of its subnet, on the network of its port': `
    SELECT a.* FROM ip_allocations a JOIN ports p ON p.id = a.port_id JOIN subnets s ON s.id = a.subnet_id
    WHERE p.network_id <> a.network_id OR s.network_id <> a.network_id OR NOT a.ip_address << s.cidr`,
  'no port but that of a router has the address of a gateway': `
    SELECT a.* FROM ip_allocations a JOIN subnets s ON s.id = a.subnet_id WHERE a.ip_address = s.gateway_ip
      AND NOT EXISTS (SELECT 1 FROM router_interfaces ri WHERE ri.port_id = a.port_id)`,
  'the subnets of a network do not overlap': `
    SELECT s.id FROM subnets s JOIN subnets o ON o.network_id = s.network_id AND o.id < s.id AND o.cidr && s.cidr`,
  'a network that others use is visible to them': `
    SELECT n.id FROM networks n WHERE NOT n.shared AND NOT n.external AND (
      EXISTS (SELECT 1 FROM ports p WHERE p.network_id = n.id AND p.project_id <> n.project_id
        AND p.device_owner NOT LIKE 'network:%')
      OR EXISTS (SELECT 1 FROM pools p JOIN subnets s ON s.id = p.subnet_id
        WHERE s.network_id = n.id AND p.project_id <> n.project_id))`,
  'the port of a VIP is there, named and owned by it, with one address': `
    SELECT l.id FROM ${VIP_PORT} WHERE p.id IS NULL OR p.name <> 'vip-' || l.id OR p.device_id <> lb.id::text
      OR p.device_owner <> 'neutron:LOADBALANCER' OR p.project_id <> l.project_id
      OR (SELECT count(*) FROM ip_allocations a WHERE a.port_id = p.id) <> 1`,
  'a load balancer has one VIP with a port, or neither': `
    SELECT lb.id FROM load_balancers lb LEFT JOIN listeners l ON l.load_balancer_id = lb.id
    GROUP BY lb.id HAVING count(l.id) > 1 OR (count(l.id) = 0) <> (lb.vip_port_id IS NULL)`,
  'a port that VIPs own has one': `
    SELECT p.id FROM ports p WHERE p.device_owner = 'neutron:LOADBALANCER'
      AND NOT EXISTS (SELECT 1 FROM load_balancers lb WHERE lb.vip_port_id = p.id)`,
  'a VIP, its pool and its load balancer belong together': `
    SELECT l.id FROM listeners l LEFT JOIN pools p ON p.id = l.default_pool_id
    WHERE p.load_balancer_id IS DISTINCT FROM l.load_balancer_id OR p.project_id <> l.project_id`,
  'members and monitors are of the project of their pool': `
    SELECT m.id FROM members m JOIN pools p ON p.id = m.pool_id WHERE p.project_id <> m.project_id
    UNION ALL SELECT hm.id FROM pool_health_monitors a JOIN pools p ON p.id = a.pool_id
      JOIN health_monitors hm ON hm.id = a.monitor_id WHERE p.project_id <> hm.project_id`,
  'session persistence goes with the VIP': `
    SELECT p.id FROM pools p WHERE p.session_persistence IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM listeners l WHERE l.default_pool_id = p.id)`,
  'a device has a load balancer with a pool, or a router, or is being deleted somewhere': `
    SELECT d.id FROM devices d LEFT JOIN load_balancers lb ON lb.id = d.id
      LEFT JOIN pools p ON p.load_balancer_id = d.id LEFT JOIN routers r ON r.id = d.id
    WHERE CASE WHEN d.deleting
      THEN coalesce(lb.id, r.id) IS NOT NULL OR NOT EXISTS (SELECT 1 FROM placements x WHERE x.device_id = d.id)
      ELSE coalesce(p.id, r.id) IS NULL END`,
  ...ROUTER_INVARIANTS,
  'a device is placed once, and never while it is being deleted': `
    SELECT d.id FROM devices d JOIN placements p ON p.device_id = d.id AND p.wanted <> 'absent'
    GROUP BY d.id HAVING count(*) > 1 OR d.deleting`,
  'placements show no generation or epoch that was not given out': `
    SELECT p.* FROM placements p JOIN devices d ON d.id = p.device_id
    WHERE p.epoch > d.epoch OR p.dispatched_generation > d.generation OR p.observed_generation > d.generation
      OR p.failed_generation > d.generation`,
  'what has changed has a generation of its device': [
    stamped(`SELECT load_balancer_id AS device, ${GENERATIONS} FROM pools`),
    stamped(`SELECT load_balancer_id AS device, ${GENERATIONS} FROM listeners`),
    stamped(onPool('members')),
    stamped(onPool('pool_health_monitors')),
    stamped(`SELECT id AS device, ${GENERATIONS} FROM routers`),
    stamped(`SELECT router_id AS device, ${GENERATIONS} FROM floating_ips`),
  ].join(' UNION ALL '),
  'an agent is sent each VIP': `
    SELECT l.id FROM listeners l JOIN placements p ON p.device_id = l.load_balancer_id
    WHERE p.wanted = 'idle'
      OR (p.wanted = 'present' AND p.reported_at IS NULL AND p.observed_generation >= l.changed_generation)`,
  'what no agent is sent was never to be taken down': `
    SELECT p.device_id FROM placements p WHERE p.wanted = 'idle' AND (p.dispatched_at IS NOT NULL OR p.epoch > 1)`,
  'no devices wait for each other': `
    WITH RECURSIVE waits AS (
      SELECT d.id, d.after_device_id AS holder FROM devices d
      JOIN address_holds h ON h.device_id = d.after_device_id AND h.generation <= d.after_generation
      JOIN placements p ON p.device_id = h.device_id AND p.observed_generation < h.generation
    ), chain AS (
      SELECT id, holder FROM waits UNION SELECT c.id, w.holder FROM chain c JOIN waits w ON w.id = c.holder
    ) SELECT id FROM chain WHERE id = holder`,
  'nobody has more than its limits': Object.entries(TABLES).map(tooMany).join(' UNION ALL '),
  'what exists was created once': Object.entries(TABLES).map(unaudited).join(' UNION ALL '),
  'nothing is deleted twice': `
    SELECT resource_type, resource_id FROM audit_log WHERE action = 'delete' AND resource_type NOT IN ('quota', 'association')
    GROUP BY 1, 2 HAVING count(*) > 1`,
  'a key has its answer': 'SELECT key FROM idempotency_keys WHERE status IS NULL OR body IS NULL',
};

/** The violated invariants, each with some of the offending rows. */
export async function broken(query: LbaasApi['query']): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [title, sql] of Object.entries(INVARIANTS)) {
    const rows = await query(sql);
    if (rows.length > 0) found.push(`${title}: not ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return found;
}
