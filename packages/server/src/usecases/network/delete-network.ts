import type { ColumnOf, RowOf, Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { refusePools } from './delete-subnet.ts';
import { mayWrite } from './visibility.ts';

/** FOR UPDATE waits for the transactions that put a port or a subnet on the network, and keeps others from it. */
const LOCK_NETWORK = 'SELECT project_id AS "projectId" FROM networks WHERE id = $1 FOR UPDATE';

const PORTS = `SELECT 1 FROM ports WHERE network_id = $1 AND device_owner <> 'network:dhcp' LIMIT 1`;

/** Before the ports, as everywhere. */
const LOCK_SUBNETS = 'SELECT id FROM subnets WHERE network_id = $1 ORDER BY created_at, id FOR UPDATE';

/** One that has just got another owner stays, and keeps the network. */
const DELETE_PORTS = `DELETE FROM ports WHERE network_id = $1 AND device_owner = 'network:dhcp'`;

/**
 * Removes a network with its subnets.
 * @throws ApiError NetworkNotFound, NetworkInUse (ports other than DHCP's), SubnetInUse (a pool names a subnet)
 */
export async function deleteNetwork(tx: Tx, context: CallContext, id: string): Promise<void> {
  const [network] = await tx.query<{ projectId: ColumnOf<'networks', 'project_id'> }>(LOCK_NETWORK, [id]);
  if (network === undefined || !mayWrite(context, network.projectId)) {
    throw apiError('NetworkNotFound', { id });
  }
  if ((await tx.query(PORTS, [id])).length > 0) throw apiError('NetworkInUse', { id });
  const subnets = await tx.query<Pick<RowOf<'subnets'>, 'id'>>(LOCK_SUBNETS, [id]);
  await refusePools(
    tx,
    subnets.map((subnet) => subnet.id),
  );
  await tx.query(DELETE_PORTS, [id]);
  await tx.query('DELETE FROM subnets WHERE network_id = $1', [id]);
  await tx.query('DELETE FROM networks WHERE id = $1', [id]);
  audit(tx, context, { action: 'delete', resourceType: 'network', resourceId: id });
}
