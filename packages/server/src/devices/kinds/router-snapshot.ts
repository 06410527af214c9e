import { DEVICE_PORT, devicePortSql } from './device-port.ts';

const INTERFACES = `
SELECT coalesce(json_agg(${DEVICE_PORT} ORDER BY pt.id), '[]')
FROM router_interfaces ri JOIN ports pt ON pt.id = ri.port_id JOIN networks n ON n.id = pt.network_id
WHERE ri.router_id = r.id`;

const FLOATING_IPS = `
SELECT coalesce(json_agg(json_build_object(
    'id', f.id,
    'floating_ip_address', host(fa.ip_address),
    'fixed_ip_address', host(f.fixed_ip_address)) ORDER BY f.id), '[]')
FROM floating_ips f JOIN ip_allocations fa ON fa.port_id = f.floating_port_id
WHERE f.router_id = r.id`;

/** The snapshot of router `r`, a row in scope. */
export const ROUTER_SNAPSHOT = `json_build_object(
  'id', r.id,
  'project_id', r.project_id,
  'name', r.name,
  'admin_state_up', r.admin_state_up,
  'gateway', CASE WHEN r.gateway_port_id IS NOT NULL THEN json_build_object(
    'port', (${devicePortSql('r.gateway_port_id')}), 'enable_snat', r.enable_snat) END,
  'interfaces', (${INTERFACES}),
  'floating_ips', (${FLOATING_IPS}))`;
