import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGeneration } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { findMember } from './find-member.ts';

/** The pool shows that it is being changed: nothing else is left to tell that the member may still get requests. */
const DELETE_MEMBER = `
WITH gone AS (DELETE FROM members WHERE id = $1 AND pool_id = $2 RETURNING pool_id)
UPDATE pools SET changed_generation = $3 FROM gone WHERE pools.id = gone.pool_id RETURNING pools.id`;

/** @throws ApiError MemberNotFound */
export async function deleteMember(tx: Tx, context: CallContext, id: string): Promise<void> {
  const { deviceId, poolId } = await findMember(tx, context, id);
  const generation = await bumpGeneration(tx, deviceId);
  const deleted = await tx.query(DELETE_MEMBER, [id, poolId, generation]);
  if (deleted.length === 0) throw new StaleRead(`member ${id} has moved or is gone`);
  audit(tx, context, { action: 'delete', resourceType: 'member', resourceId: id });
}
