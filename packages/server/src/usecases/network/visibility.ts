import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';

/** A tenant sees the networks of its own, the shared and the external ones. `n` = networks. */
export const visibleNetworkSql = (project: string): string =>
  `(n.project_id = ${project} OR n.shared OR n.external)`;

/** A subnet is seen by its owner, by the owner of its network, and by all when the network is shared. `s`, `n`. */
export const visibleSubnetSql = (project: string): string =>
  `(s.project_id = ${project} OR n.project_id = ${project} OR n.shared)`;

/** A port is seen by its owner and by the owner of its network, who could not clear it otherwise. `p`, `n`. */
export const visiblePortSql = (project: string): string =>
  `(p.project_id = ${project} OR n.project_id = ${project})`;

type Network = RowOf<'networks'>;

export interface VisibleNetwork extends Pick<Network, 'id' | 'shared' | 'external'> {
  readonly projectId: Network['project_id'];
}

const VISIBLE_NETWORKS = `
SELECT n.id, n.project_id AS "projectId", n.shared, n.external FROM networks n
WHERE n.id = ANY($1::uuid[]) AND ($2::boolean OR ${visibleNetworkSql('$3')})`;

const FINDERS = {
  none: VISIBLE_NETWORKS,
  use: `${VISIBLE_NETWORKS} ORDER BY n.id FOR KEY SHARE OF n`,
  alone: `${VISIBLE_NETWORKS} ORDER BY n.id FOR NO KEY UPDATE OF n`,
} as const;

/**
 * What the networks are locked for until the end of the transaction. `use`: they stay, and stay visible. `alone`: and
 * nobody else has them so.
 */
export type NetworkLock = keyof typeof FINDERS;

/** Each once, in any order. @throws ApiError NetworkNotFound for the first that the caller cannot see */
export async function findNetworks(
  tx: Tx,
  { isAdmin, projectId }: CallContext,
  ids: readonly string[],
  lock: NetworkLock = 'none',
): Promise<readonly VisibleNetwork[]> {
  const networks = await tx.query<VisibleNetwork>(FINDERS[lock], [ids, isAdmin, projectId]);
  const missing = ids.find((id) => !networks.some((network) => network.id === id));
  if (missing !== undefined) throw apiError('NetworkNotFound', { id: missing });
  return networks;
}

/** Admins may change everything; others what is theirs. What is merely visible is not found by a write. */
export const mayWrite = (context: CallContext, projectId: string): boolean =>
  context.isAdmin || context.projectId === projectId;

export interface Owners {
  readonly projectId: string;
  readonly networkProjectId: Network['project_id'];
}

/** Subnets and ports also obey the owner of their network. */
export const mayWriteOn = (context: CallContext, owners: Owners): boolean =>
  mayWrite(context, owners.projectId) || mayWrite(context, owners.networkProjectId);
