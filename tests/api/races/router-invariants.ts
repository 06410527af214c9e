/** What always holds of routers and floating IPs, each with a statement that finds violations. */
export const ROUTER_INVARIANTS: Readonly<Record<string, string>> = {
  'a port of a router is owned by it, with an address': `
    SELECT p.id FROM router_interfaces ri JOIN ports p ON p.id = ri.port_id
    WHERE p.device_owner <> 'network:router_interface' OR p.device_id <> ri.router_id::text
      OR (SELECT array_agg(a.subnet_id) FROM ip_allocations a WHERE a.port_id = p.id) IS DISTINCT FROM ARRAY[ri.subnet_id]
    UNION ALL SELECT p.id FROM routers r JOIN ports p ON p.id = r.gateway_port_id JOIN networks n ON n.id = p.network_id
    WHERE p.device_owner <> 'network:router_gateway' OR p.device_id <> r.id::text OR NOT n.external
      OR NOT EXISTS (SELECT 1 FROM ip_allocations a WHERE a.port_id = p.id)`,
  'a port that routers own has one': `
    SELECT p.id FROM ports p WHERE p.device_owner LIKE 'network:router%'
      AND NOT EXISTS (SELECT 1 FROM router_interfaces ri WHERE ri.port_id = p.id)
      AND NOT EXISTS (SELECT 1 FROM routers r WHERE r.gateway_port_id = p.id)`,
  'the subnets of a router do not overlap': `
    WITH joined AS (
      SELECT ri.router_id, s.id, s.cidr FROM router_interfaces ri JOIN subnets s ON s.id = ri.subnet_id
      UNION SELECT r.id, s.id, s.cidr FROM routers r JOIN ports p ON p.id = r.gateway_port_id
      JOIN subnets s ON s.network_id = p.network_id
    ) SELECT a.* FROM joined a JOIN joined b ON b.router_id = a.router_id AND b.id < a.id AND b.cidr && a.cidr`,
  'a floating IP has one IPv4 address of its external network': `
    SELECT f.id FROM floating_ips f JOIN networks n ON n.id = f.floating_network_id
      LEFT JOIN ports p ON p.id = f.floating_port_id
    WHERE NOT n.external OR p.network_id IS DISTINCT FROM n.id OR p.device_id <> f.id::text
      OR (SELECT array_agg(family(a.ip_address)) FROM ip_allocations a WHERE a.port_id = p.id)
        IS DISTINCT FROM ARRAY[4]`,
  'a floating IP leads by its router to an address of a port of its project': `
    SELECT f.id FROM floating_ips f WHERE f.router_id IS NOT NULL AND NOT (
      EXISTS (SELECT 1 FROM ports p JOIN ip_allocations a ON a.port_id = p.id
        JOIN router_interfaces ri ON ri.subnet_id = a.subnet_id
        WHERE p.id = f.fixed_port_id AND p.project_id = f.project_id AND a.ip_address = f.fixed_ip_address
          AND ri.router_id = f.router_id)
      AND EXISTS (SELECT 1 FROM routers r JOIN ports gp ON gp.id = r.gateway_port_id
        WHERE r.id = f.router_id AND gp.network_id = f.floating_network_id))`,
  'a port of a floating IP has one': `
    SELECT p.id FROM ports p WHERE p.device_owner = 'network:floatingip'
      AND NOT EXISTS (SELECT 1 FROM floating_ips f WHERE f.floating_port_id = p.id)`,
};
