import type { Tx } from '../../persistence/index.ts';
import { type Candidate, type Mover, surpluses } from '../../placement/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { requireAdmin } from './hosting-agent.ts';

export interface RebalanceMove {
  readonly device_id: string;
  readonly from: string;
  readonly to: string;
}

/** Of one call. */
const MOST = 500;
const WHY = 'an administrator has rebalanced the agents';

/**
 * Moves devices from agents that have more than their share to those that have less, as far as these can take them. An
 * agent that cannot be given anything does not count. @throws ApiError PolicyNotAuthorized
 */
export async function rebalance(
  mover: Mover,
  tx: Tx,
  context: CallContext,
): Promise<readonly RebalanceMove[]> {
  requireAdmin(context, 'rebalance_agents');
  const all = await mover.candidates(tx, new Set());
  const rich = surpluses(all.filter(isOpen));
  const takesNothing = all.filter((agent) => !isOpen(agent)).map(({ agentId }) => agentId);
  const except = new Set([...rich.map(({ agentId }) => agentId), ...takesNothing]);
  const moves: RebalanceMove[] = [];
  for (const { agentId, host, devices } of rich) {
    const away = { from: { agentId, host }, why: WHY, isFenced: false, requestId: context.requestId };
    const take = Math.min(devices, MOST - moves.length);
    if (take === 0) break;
    const { moved } = await mover.moveBatch(tx, away, { after: undefined, limit: take, except });
    moves.push(...moved.map((move) => ({ device_id: move.deviceId, from: host, to: move.host })));
  }
  audit(tx, context, {
    action: 'update',
    resourceType: 'agent',
    resourceId: 'rebalance',
    body: { moves: moves.length },
  });
  return moves;
}

type OpenFacts = Pick<Candidate, 'alive' | 'receives' | 'adminStateUp' | 'cordoned' | 'leftOut'>;

const isOpen = ({ alive, receives, adminStateUp, cordoned, leftOut }: OpenFacts): boolean =>
  alive && receives && adminStateUp && !cordoned && !leftOut;
