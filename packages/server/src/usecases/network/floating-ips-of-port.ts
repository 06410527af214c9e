import type { Tx } from '../../persistence/index.ts';

/** The routers of the floating IPs that point at a port, an expression for its id. */
export const ROUTERS_OF_PORT = (portId: string): string =>
  `ARRAY(SELECT DISTINCT f.router_id::text FROM floating_ips f WHERE f.fixed_port_id = ${portId})`;

const FIND_ROUTERS = `SELECT ${ROUTERS_OF_PORT('$1::uuid')} AS "routerIds"`;

/** To be raised before the port is locked that is about to go. */
export async function routersOfPort(tx: Tx, portId: string): Promise<readonly string[]> {
  const [row] = await tx.query<{ routerIds: readonly string[] }>(FIND_ROUTERS, [portId]);
  return row?.routerIds ?? [];
}

/**
 * The addresses of the floating IPs stay held until their routers are seen without them, see `holdAddresses`. What has
 * been associated since its router was not among those that were raised stays, and keeps the port: then `releasePort`
 * makes the work begin anew.
 */
const CLEAR = `
WITH raised AS (
  SELECT * FROM unnest($2::uuid[], $3::bigint[]) AS g (router_id, generation)
), held AS (
  INSERT INTO address_holds (network_id, ip_address, device_id, generation)
  SELECT a.network_id, a.ip_address, f.router_id, raised.generation
  FROM floating_ips f JOIN raised ON raised.router_id = f.router_id
  JOIN ip_allocations a ON a.port_id = f.floating_port_id
  WHERE f.fixed_port_id = $1 AND EXISTS (SELECT 1 FROM placements p WHERE p.device_id = f.router_id)
  ON CONFLICT ON CONSTRAINT address_holds_pkey DO UPDATE SET generation = excluded.generation
)
UPDATE floating_ips f SET router_id = NULL, fixed_port_id = NULL, fixed_ip_address = NULL, created_generation = 0,
  changed_generation = 0
FROM raised WHERE f.fixed_port_id = $1 AND f.router_id = raised.router_id`;

/**
 * No floating IP points at the port any more.
 * @param generations of the devices that were raised for it
 */
export async function clearFloatingIps(
  tx: Tx,
  portId: string,
  generations: ReadonlyMap<string, number>,
): Promise<void> {
  if (generations.size === 0) return;
  await tx.query(CLEAR, [portId, [...generations.keys()], [...generations.values()]]);
}
