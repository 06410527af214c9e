import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGenerations } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { differs } from '../differs.ts';
import type { CallContext } from '../call-context.ts';
import { type FoundMember, findMember } from './find-member.ts';
import { type FoundPool, findPool, refuseForeign } from './find-pool.ts';
import { refusePointless } from './member-addresses.ts';

export interface MemberChanges {
  readonly poolId?: string;
  readonly weight?: number;
  readonly adminStateUp?: boolean;
}

/** created_generation 0 after a move: the member is older than its place on this device. */
const UPDATE_MEMBER = `
UPDATE members SET pool_id = $3, weight = coalesce($4, weight), admin_state_up = coalesce($5, admin_state_up),
  created_generation = CASE WHEN pool_id = $3 THEN created_generation ELSE 0 END, changed_generation = $6
WHERE id = $1 AND pool_id = $2 RETURNING id`;

/** What was said of its health was said in the old pool, which shows that it has lost a member. */
const LEAVE_POOL = `
WITH forgotten AS (DELETE FROM member_health WHERE member_id = $1)
UPDATE pools SET changed_generation = $3 WHERE id = $2`;

/** @throws ApiError MemberNotFound, PoolNotFound, NotAuthorized, MemberExists, InvalidInput */
export async function updateMember(
  tx: Tx,
  context: CallContext,
  id: string,
  changes: MemberChanges,
): Promise<void> {
  const member = await findMember(tx, context, id);
  const target = await findTarget(tx, context, member, changes.poolId);
  const { weight, adminStateUp } = changes;
  if (target !== undefined || differs(member, { weight, adminStateUp })) {
    await write(tx, member, target, changes);
  }
  audit(tx, context, { action: 'update', resourceType: 'member', resourceId: id, body: changes });
}

/** The new pool must be one that the caller sees, of the member's own project. */
async function findTarget(
  tx: Tx,
  context: CallContext,
  member: FoundMember,
  poolId: string | undefined,
): Promise<FoundPool | undefined> {
  if (poolId === undefined || poolId === member.poolId) return undefined;
  const pool = await findPool(tx, context, poolId);
  refuseForeign(pool, member.projectId);
  return pool;
}

async function write(
  tx: Tx,
  member: FoundMember,
  target: FoundPool | undefined,
  { weight, adminStateUp }: MemberChanges,
): Promise<void> {
  const deviceId = target?.deviceId ?? member.deviceId;
  const generations = await bumpGenerations(tx, [member.deviceId, deviceId]);
  const generation = generations.get(deviceId);
  const poolId = target?.id ?? member.poolId;
  if (target !== undefined) await refusePointless(tx, target.id, member.address);
  const params = [member.id, member.poolId, poolId, weight, adminStateUp, generation];
  const written = generation === undefined ? [] : await tx.query(UPDATE_MEMBER, params);
  if (written.length === 0) throw new StaleRead(`member ${member.id} has moved or is gone`);
  if (target !== undefined)
    await tx.query(LEAVE_POOL, [member.id, member.poolId, generations.get(member.deviceId)]);
}
