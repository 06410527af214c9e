import { asDeviceId } from '@lbaas/common/domain';
import type { RowOf, Tx } from '../../persistence/index.ts';
import { bumpGeneration, lockDevicesSql, startSending } from '../../devices/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { trustedCidr } from '../network/cidr.ts';
import type { RoutedSubnet } from './refuse-overlap.ts';

type Router = RowOf<'routers'>;

export interface RouterInterface {
  readonly portId: string;
  readonly subnetId: string;
  readonly cidr: string;
}

export interface LockedRouter extends Pick<Router, 'id' | 'name'> {
  readonly projectId: Router['project_id'];
  readonly adminStateUp: Router['admin_state_up'];
  readonly enableSnat: Router['enable_snat'];
  readonly gateway: {
    readonly portId: string;
    readonly networkId: string;
    readonly fixedIps: readonly { readonly subnetId: string; readonly ipAddress: string }[];
  } | null;
  readonly interfaces: readonly RouterInterface[];
  readonly hasFloatingIps: boolean;
}

/** Those that its interfaces are on. */
export const subnetsOf = ({ interfaces }: LockedRouter): readonly RoutedSubnet[] =>
  interfaces.map(({ subnetId, cidr }) => ({ id: subnetId, cidr: trustedCidr(cidr) }));

/** $2 whether an admin asks, $3 the project. */
const LOCK = lockDevicesSql({
  where: 'd.id = $1 AND EXISTS (SELECT 1 FROM routers r WHERE r.id = d.id AND ($2 OR r.project_id = $3))',
});

const GATEWAY = `
SELECT json_build_object('portId', gp.id, 'networkId', gp.network_id, 'fixedIps', (
  SELECT coalesce(json_agg(json_build_object('subnetId', a.subnet_id, 'ipAddress', host(a.ip_address))), '[]')
  FROM ip_allocations a WHERE a.port_id = gp.id))
FROM ports gp WHERE gp.id = r.gateway_port_id`;

const INTERFACES = `
SELECT coalesce(json_agg(json_build_object('portId', ri.port_id, 'subnetId', s.id, 'cidr', s.cidr::text)), '[]')
FROM router_interfaces ri JOIN subnets s ON s.id = ri.subnet_id WHERE ri.router_id = r.id`;

const READ = `
SELECT r.id, r.project_id AS "projectId", r.name, r.admin_state_up AS "adminStateUp", r.enable_snat AS "enableSnat",
  (${GATEWAY}) AS gateway, (${INTERFACES}) AS interfaces,
  EXISTS (SELECT 1 FROM floating_ips f WHERE f.router_id = r.id) AS "hasFloatingIps"
FROM routers r WHERE r.id = $1 AND ($2 OR r.project_id = $3)`;

/**
 * A router with its ports, which stays as it is until the end: all of that changes under the lock of its device. Two
 * statements, because the second must see what the first has waited for.
 * @throws ApiError RouterNotFound, also for one that the caller may not see
 */
export async function lockRouter(
  tx: Tx,
  { isAdmin, projectId }: CallContext,
  id: string,
): Promise<LockedRouter> {
  const visible = [id, isAdmin, projectId];
  tx.send(LOCK, visible);
  const [router] = await tx.query<LockedRouter>(READ, visible);
  if (router === undefined) throw apiError('RouterNotFound', { id });
  return router;
}

/**
 * Raises the generation of a router that is locked, for a change that its host must show.
 * @param runs whether the router has something to run after the change
 */
export async function raiseRouter(tx: Tx, id: string, runs: boolean): Promise<number> {
  if (runs) startSending(tx, id);
  return bumpGeneration(tx, asDeviceId(id));
}
