import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { type Owners, mayWriteOn } from './visibility.ts';

type Port = RowOf<'ports'>;

export interface LockedPort extends Owners, Pick<Port, 'name'> {
  readonly networkId: Port['network_id'];
  readonly adminStateUp: Port['admin_state_up'];
  readonly deviceId: Port['device_id'];
  readonly deviceOwner: Port['device_owner'];
  /** A VIP answers on it, so its addresses belong to the load balancer. */
  readonly isVip: boolean;
  /** The port of a router or of a floating IP, so its addresses belong to that. */
  readonly isRouted: boolean;
}

const LOCK_PORT = 'SELECT 1 FROM ports WHERE id = $1 FOR UPDATE';

/** What other tables say of a row that was waited for is seen by the next statement. */
const READ_PORT = `
SELECT p.project_id AS "projectId", n.project_id AS "networkProjectId", p.network_id AS "networkId", p.name,
  p.admin_state_up AS "adminStateUp", p.device_id AS "deviceId", p.device_owner AS "deviceOwner",
  EXISTS (SELECT 1 FROM load_balancers lb WHERE lb.vip_port_id = p.id) AS "isVip",
  EXISTS (
    SELECT 1 FROM router_interfaces ri WHERE ri.port_id = p.id
    UNION ALL SELECT 1 FROM routers r WHERE r.gateway_port_id = p.id
    UNION ALL SELECT 1 FROM floating_ips f WHERE f.floating_port_id = p.id) AS "isRouted"
FROM ports p JOIN networks n ON n.id = p.network_id WHERE p.id = $1`;

/** @throws ApiError PortNotFound, also for a port that the caller may not write */
export async function lockPort(tx: Tx, context: CallContext, id: string): Promise<LockedPort> {
  tx.send(LOCK_PORT, [id]);
  const [port] = await tx.query<LockedPort>(READ_PORT, [id]);
  if (port === undefined || !mayWriteOn(context, port)) throw apiError('PortNotFound', { id });
  return port;
}
