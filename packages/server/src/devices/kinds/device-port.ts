/**
 * Prefix length, gateway and host routes come from the subnet of each address; sorted, so that equal rows give equal
 * text.
 */
const FIXED_IPS = `
SELECT json_agg(json_build_object(
    'ip_address', host(ia.ip_address),
    'prefix_length', masklen(s.cidr),
    'gateway_ip', host(s.gateway_ip),
    'host_routes', (
      SELECT coalesce(json_agg(json_build_object('destination', r->>'destination', 'nexthop', r->>'nexthop')), '[]')
      FROM jsonb_array_elements(s.host_routes) r)
  ) ORDER BY ia.ip_address)
FROM ip_allocations ia JOIN subnets s ON s.id = ia.subnet_id
WHERE ia.port_id = pt.id`;

const TUNNEL_ENDS = `
SELECT coalesce(json_agg(e.tunnel_ip ORDER BY e.tunnel_ip), '[]') FROM (
  SELECT DISTINCT host(h.tunnel_ip) AS tunnel_ip FROM network_hosts h
  WHERE h.network_id = n.id AND h.tunnel_ip IS NOT NULL) e`;

/** The port `pt` on its network `n`, rows in scope, as DevicePortSchema wants it. */
export const DEVICE_PORT = `json_build_object(
    'id', pt.id,
    'mac_address', pt.mac_address,
    'network', json_build_object(
      'id', n.id, 'type', n.network_type, 'physical_network', n.physical_network, 'mtu', n.mtu,
      'segmentation_id', n.segmentation_id,
      'tunnel_ends', CASE WHEN n.network_type = 'vxlan' THEN (${TUNNEL_ENDS}) END),
    'fixed_ips', (${FIXED_IPS}))`;

/**
 * Selects a port by its id, an expression. None for NULL, and for a port that has no address: there is nothing to run
 * on it.
 */
export const devicePortSql = (id: string): string => `
SELECT ${DEVICE_PORT}
FROM ports pt JOIN networks n ON n.id = pt.network_id
WHERE pt.id = ${id} AND EXISTS (SELECT 1 FROM ip_allocations ia WHERE ia.port_id = pt.id)`;
