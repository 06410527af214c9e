import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';

type Member = RowOf<'members'>;

export interface FoundMember extends Pick<Member, 'id' | 'weight' | 'address'> {
  readonly projectId: Member['project_id'];
  readonly poolId: Member['pool_id'];
  readonly deviceId: RowOf<'pools'>['load_balancer_id'];
  readonly adminStateUp: Member['admin_state_up'];
}

const FIND_MEMBER = `
SELECT m.id, m.project_id AS "projectId", m.pool_id AS "poolId", p.load_balancer_id AS "deviceId", m.weight,
  host(m.address) AS address, m.admin_state_up AS "adminStateUp"
FROM members m JOIN pools p ON p.id = m.pool_id WHERE m.id = $1 AND ($2 OR m.project_id = $3)`;

/** @throws ApiError MemberNotFound also for what the caller may not see */
export async function findMember(tx: Tx, context: CallContext, id: string): Promise<FoundMember> {
  const [member] = await tx.query<FoundMember>(FIND_MEMBER, [id, context.isAdmin, context.projectId]);
  if (member === undefined) throw apiError('MemberNotFound', { id });
  return member;
}
