import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import { visibleSubnetSql } from '../network/visibility.ts';
import type { RequestContext } from '../request-context.ts';

const FIND_SUBNET = `
SELECT s.network_id AS "networkId" FROM subnets s JOIN networks n ON n.id = s.network_id
WHERE s.id = $1 AND ($2 OR ${visibleSubnetSql('$3')})`;

/** The network of a subnet that the caller may use. @throws ApiError SubnetNotFound */
export async function networkOfSubnet(tx: Tx, context: RequestContext, id: string): Promise<string> {
  const [subnet] = await tx.query<{ networkId: string }>(FIND_SUBNET, [
    id,
    context.isAdmin,
    context.projectId,
  ]);
  if (subnet === undefined) throw apiError('SubnetNotFound', { id });
  return subnet.networkId;
}
