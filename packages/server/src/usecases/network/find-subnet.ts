import type { ColumnOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import { visibleSubnetSql } from './visibility.ts';
import type { CallContext } from '../call-context.ts';

/** FROM and WHERE of the subnet $1 as far as it may be used: $2 = by an admin, $3 = by this project. */
export const VISIBLE_SUBNET = `
FROM subnets s JOIN networks n ON n.id = s.network_id
WHERE s.id = $1 AND ($2 OR ${visibleSubnetSql('$3')})`;

const LOCK_NETWORK = `SELECT s.network_id AS "networkId" ${VISIBLE_SUBNET} FOR KEY SHARE OF n`;

/**
 * The network of a subnet that the caller may use: it stays, and stays visible, until the end.
 * @throws ApiError SubnetNotFound
 */
export async function lockNetworkOfSubnet(tx: Tx, context: CallContext, id: string): Promise<string> {
  const [subnet] = await tx.query<{ networkId: ColumnOf<'subnets', 'network_id'> }>(LOCK_NETWORK, [
    id,
    context.isAdmin,
    context.projectId,
  ]);
  if (subnet === undefined) throw apiError('SubnetNotFound', { id });
  return subnet.networkId;
}
