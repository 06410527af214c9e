import { StaleRead, type Tx, bumpGeneration } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { RequestContext } from '../request-context.ts';
import { findMember } from './find-member.ts';

const DELETE_MEMBER = 'DELETE FROM members WHERE id = $1 AND pool_id = $2 RETURNING id';

/** @throws ApiError MemberNotFound */
export async function deleteMember(tx: Tx, context: RequestContext, id: string): Promise<void> {
  const { deviceId, poolId } = await findMember(tx, context, id);
  await bumpGeneration(tx, deviceId);
  const deleted = await tx.query(DELETE_MEMBER, [id, poolId]);
  if (deleted.length === 0) throw new StaleRead(`member ${id} has moved or is gone`);
  audit(tx, context, { action: 'delete', resourceType: 'member', resourceId: id });
}
