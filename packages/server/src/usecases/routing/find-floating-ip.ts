import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';

type FloatingIp = RowOf<'floating_ips'>;

export interface FoundFloatingIp {
  readonly id: FloatingIp['id'];
  readonly projectId: FloatingIp['project_id'];
  readonly networkId: FloatingIp['floating_network_id'];
  /** The port that has its address. */
  readonly floatingPortId: FloatingIp['floating_port_id'];
  readonly fixedPortId: FloatingIp['fixed_port_id'];
  readonly fixedIpAddress: FloatingIp['fixed_ip_address'];
  readonly routerId: FloatingIp['router_id'];
}

const FIND = `
SELECT id, project_id AS "projectId", floating_network_id AS "networkId", floating_port_id AS "floatingPortId",
  fixed_port_id AS "fixedPortId", host(fixed_ip_address) AS "fixedIpAddress", router_id AS "routerId"
FROM floating_ips WHERE id = $1 AND ($2 OR project_id = $3)`;

/** @throws ApiError FloatingIPNotFound also for what the caller may not see */
export async function findFloatingIp(
  tx: Tx,
  { isAdmin, projectId }: CallContext,
  id: string,
): Promise<FoundFloatingIp> {
  const [found] = await tx.query<FoundFloatingIp>(FIND, [id, isAdmin, projectId]);
  if (found === undefined) throw apiError('FloatingIPNotFound', { id });
  return found;
}
