import type { Tx } from '../../persistence/index.ts';
import { type ApiError, apiError } from '../errors.ts';

/**
 * The members of a relation with `pool_id` and `address` that cannot be what anybody means: the VIP of their own load
 * balancer, which would be sent its own requests, and the network or broadcast address of a subnet on the networks of
 * the pool and of its VIP. Other subnets may overlap with what the member means.
 */
export const pointlessMembersSql = (relation: string): string => `
SELECT host(g.address) AS address, NULL::text AS cidr
FROM ${relation} g JOIN pools po ON po.id = g.pool_id JOIN load_balancers lb ON lb.id = po.load_balancer_id
JOIN ip_allocations ia ON ia.port_id = lb.vip_port_id AND ia.ip_address = g.address
UNION ALL
SELECT host(g.address), s.cidr::text
FROM ${relation} g JOIN pools po ON po.id = g.pool_id JOIN load_balancers lb ON lb.id = po.load_balancer_id
JOIN subnets own ON own.id = po.subnet_id
LEFT JOIN ports pt ON pt.id = lb.vip_port_id
JOIN subnets s ON s.network_id IN (own.network_id, pt.network_id) AND g.address <<= s.cidr
WHERE masklen(s.cidr) < CASE family(s.cidr) WHEN 4 THEN 31 ELSE 127 END
  AND (host(g.address) = host(network(s.cidr))
    OR family(s.cidr) = 4 AND host(g.address) = host(broadcast(s.cidr)))`;

export interface PointlessMember {
  readonly address: string;
  /** Of the subnet whose network or broadcast address it is; null when it is the VIP. */
  readonly cidr: string | null;
}

export function pointlessMember({ address, cidr }: PointlessMember): ApiError {
  const reason =
    cidr === null
      ? `${address} is the VIP of the load balancer of the pool, a member there would be sent its own requests`
      : `${address} is the network or broadcast address of subnet ${cidr}, no host can have it`;
  return apiError('InvalidInput', { reason });
}

const FIND_POINTLESS = `
WITH given AS (SELECT $1::uuid AS pool_id, $2::inet AS address)
SELECT * FROM (${pointlessMembersSql('given')}) p LIMIT 1`;

/** The device of the pool is locked: nobody else can give it this VIP now. @throws ApiError InvalidInput */
export async function refusePointless(tx: Tx, poolId: string, address: string): Promise<void> {
  const [pointless] = await tx.query<PointlessMember>(FIND_POINTLESS, [poolId, address]);
  if (pointless !== undefined) throw pointlessMember(pointless);
}
