import type { ColumnOf, Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { type Owners, mayWriteOn } from './visibility.ts';

/** FOR UPDATE waits for the transactions that take an address or name the subnet, and keeps others from it. */
const LOCK_SUBNET = `
SELECT s.project_id AS "projectId", n.project_id AS "networkProjectId"
FROM subnets s JOIN networks n ON n.id = s.network_id WHERE s.id = $1 FOR UPDATE OF s`;

/** Before its subnet, as everywhere: the revision of the network rises when the subnet goes. */
const LOCK_NETWORK = `
SELECT 1 FROM networks WHERE id = (SELECT network_id FROM subnets WHERE id = $1) FOR NO KEY UPDATE`;

const PORTS = `
SELECT 1 FROM ip_allocations a JOIN ports p ON p.id = a.port_id
WHERE a.subnet_id = $1 AND p.device_owner <> 'network:dhcp' LIMIT 1`;

/**
 * The ports before their addresses, as everywhere: their revision rises when an address goes. One that has just got
 * another owner keeps its address, and so the subnet.
 */
const DELETE_DHCP_ADDRESSES = `
WITH dhcp AS MATERIALIZED (
  SELECT p.id FROM ports p
  WHERE p.device_owner = 'network:dhcp' AND p.id IN (SELECT a.port_id FROM ip_allocations a WHERE a.subnet_id = $1)
  ORDER BY p.id FOR NO KEY UPDATE
)
DELETE FROM ip_allocations a USING dhcp WHERE a.port_id = dhcp.id AND a.subnet_id = $1`;

const POOL_ON = 'SELECT subnet_id AS "subnetId" FROM pools WHERE subnet_id = ANY($1::uuid[]) LIMIT 1';

/** @throws ApiError SubnetNotFound, SubnetInUse (an address of a port other than DHCP's, or a pool names it) */
export async function deleteSubnet(tx: Tx, context: CallContext, id: string): Promise<void> {
  tx.send(LOCK_NETWORK, [id]);
  const [subnet] = await tx.query<Owners>(LOCK_SUBNET, [id]);
  if (subnet === undefined || !mayWriteOn(context, subnet)) throw apiError('SubnetNotFound', { id });
  if ((await tx.query(PORTS, [id])).length > 0) {
    throw apiError('SubnetInUse', { id, reason: 'one or more ports have an address on it' });
  }
  await refusePools(tx, [id]);
  await tx.query(DELETE_DHCP_ADDRESSES, [id]);
  await tx.query('DELETE FROM subnets WHERE id = $1', [id]);
  audit(tx, context, { action: 'delete', resourceType: 'subnet', resourceId: id });
}

/**
 * Which pool it is stays unsaid: it may be another project's.
 * @throws ApiError SubnetInUse when a pool names one of them
 */
export async function refusePools(tx: Tx, subnetIds: readonly string[]): Promise<void> {
  const [pool] = await tx.query<{ subnetId: NonNullable<ColumnOf<'pools', 'subnet_id'>> }>(POOL_ON, [
    subnetIds,
  ]);
  if (pool !== undefined) throw apiError('SubnetInUse', { id: pool.subnetId, reason: 'a pool is on it' });
}
