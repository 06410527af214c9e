import { devicePortSql } from './device-port.ts';

const LISTENERS = `
SELECT coalesce(json_agg(json_build_object(
    'id', li.id,
    'name', li.name,
    'protocol', li.protocol,
    'protocol_port', li.protocol_port,
    'connection_limit', li.connection_limit,
    'admin_state_up', li.admin_state_up,
    'default_pool_id', li.default_pool_id) ORDER BY li.id), '[]')
FROM listeners li WHERE li.load_balancer_id = lb.id`;

const MEMBERS = `
SELECT coalesce(json_agg(json_build_object(
    'id', m.id,
    'address', host(m.address),
    'protocol_port', m.protocol_port,
    'weight', m.weight,
    'admin_state_up', m.admin_state_up) ORDER BY m.id), '[]')
FROM members m WHERE m.pool_id = po.id`;

const HEALTH_MONITORS = `
SELECT coalesce(json_agg(json_build_object(
    'id', hm.id,
    'type', hm.type,
    'delay', hm.delay,
    'timeout', hm.timeout,
    'max_retries', hm.max_retries,
    'http_method', hm.http_method,
    'url_path', hm.url_path,
    'expected_codes', hm.expected_codes,
    'admin_state_up', hm.admin_state_up) ORDER BY hm.id), '[]')
FROM pool_health_monitors phm JOIN health_monitors hm ON hm.id = phm.monitor_id
WHERE phm.pool_id = po.id`;

const POOLS = `
SELECT coalesce(json_agg(json_build_object(
    'id', po.id,
    'name', po.name,
    'protocol', po.protocol,
    'lb_method', po.lb_method,
    'admin_state_up', po.admin_state_up,
    'session_persistence', CASE WHEN po.session_persistence->>'type' IS NOT NULL THEN json_build_object(
      'type', po.session_persistence->>'type', 'cookie_name', po.session_persistence->>'cookie_name') END,
    'members', (${MEMBERS}),
    'health_monitors', (${HEALTH_MONITORS})) ORDER BY po.id), '[]')
FROM pools po WHERE po.load_balancer_id = lb.id`;

/** The snapshot of load balancer `lb`, a row in scope. */
export const LOAD_BALANCER_SNAPSHOT = `json_build_object(
  'id', lb.id,
  'project_id', lb.project_id,
  'name', lb.name,
  'admin_state_up', lb.admin_state_up,
  'vip_port', (${devicePortSql('lb.vip_port_id')}),
  'listeners', (${LISTENERS}),
  'pools', (${POOLS}))`;
