import type { AgentId } from '@lbaas/common/domain';
import { type Brake, type BrakeVerdict, judgeBrake } from './brake.ts';
import type { Silence } from './agent-watch.ts';

export interface FailoverSettings {
  readonly agentDownAfterMs: number;
  readonly maxShare: number;
}

/** An agent as the failover sees it. */
export interface WatchedAgent extends Silence {
  readonly id: AgentId;
  readonly host: string;
  readonly mark: string;
  /** The lease that ends its traffic for certain; null = none. */
  readonly leaseS: number | null;
  readonly adminStateUp: boolean;
  /** Somebody might be moved: it holds devices. */
  readonly holdsDevices: boolean;
}

/**
 * Heartbeats come at least four times in the time after which an agent counts as down. An agent that has died may have
 * lived for that long after its last heartbeat.
 */
export const longestIntervalMs = (agentDownAfterMs: number): number => agentDownAfterMs / 4;

/**
 * After how much silence nothing of an agent answers any more: it has lived for an interval at most, and its lease has
 * then run out. Never before it counts as down.
 */
export const fencedAfterMs = (leaseS: number, agentDownAfterMs: number): number =>
  Math.max(agentDownAfterMs, longestIntervalMs(agentDownAfterMs) + leaseS * 1000);

export interface FailoverPlan {
  readonly brake: BrakeVerdict;
  /** Agents whose devices are to be moved now. */
  readonly dead: readonly WatchedAgent[];
  /** Those that are given nothing. */
  readonly late: ReadonlySet<AgentId>;
}

/** What is to be done about the agents that are silent. A disabled one keeps its devices: it runs none. */
export function planFailover(
  agents: readonly WatchedAgent[],
  brake: Brake | undefined,
  { agentDownAfterMs, maxShare }: FailoverSettings,
): FailoverPlan {
  const heard = agents.map(({ id, silentMs, isRecent }) => ({
    id,
    isRecent,
    isLate: silentMs >= agentDownAfterMs / 2,
  }));
  const movable = new Set(agents.filter(isMovable).map(({ id }) => id));
  const judged = judgeBrake(heard, brake, maxShare);
  const verdict = brake === undefined && !holdsBack(judged, movable) ? FREE : judged;
  const late = new Set(heard.filter(({ isLate }) => isLate).map(({ id }) => id));
  const mayMove = verdict.kind === 'free' || verdict.kind === 'release';
  const dead = mayMove ? agents.filter((agent) => isDead(agent, agentDownAfterMs)) : [];
  return { brake: verdict, dead, late };
}

const FREE: BrakeVerdict = { kind: 'free' };

/** A brake that holds nothing back would only be noise. */
const holdsBack = (verdict: BrakeVerdict, movable: ReadonlySet<AgentId>): boolean =>
  verdict.kind !== 'engage' || verdict.agents.some((id) => movable.has(id));

/** There would be something to move if it died. */
const isMovable = ({ leaseS, adminStateUp, holdsDevices }: WatchedAgent): boolean =>
  leaseS !== null && adminStateUp && holdsDevices;

const isDead = (agent: WatchedAgent, agentDownAfterMs: number): boolean =>
  isMovable(agent) && agent.silentMs >= fencedAfterMs(agent.leaseS ?? 0, agentDownAfterMs);
