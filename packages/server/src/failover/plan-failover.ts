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
  /** It is disabled, and others wait for it to confirm that it answers on an address no more. */
  readonly keepsAddresses: boolean;
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
  /** Agents that are dead and disabled, and that nobody must wait for any more. */
  readonly mute: readonly WatchedAgent[];
  /** Those that are given nothing. */
  readonly late: ReadonlySet<AgentId>;
}

/**
 * What is to be done about the agents that are silent. A disabled one keeps its devices: it runs none, or its host does
 * not answer for them any more.
 */
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
  const silenced = mayMove ? agents.filter((agent) => isFenced(agent, agentDownAfterMs)) : [];
  const mute = silenced.filter(({ adminStateUp, keepsAddresses }) => !adminStateUp && keepsAddresses);
  return { brake: verdict, dead: silenced.filter(isMovable), mute, late };
}

const FREE: BrakeVerdict = { kind: 'free' };

/** A brake that holds nothing back would only be noise. */
const holdsBack = (verdict: BrakeVerdict, movable: ReadonlySet<AgentId>): boolean =>
  verdict.kind !== 'engage' || verdict.agents.some((id) => movable.has(id));

/** There would be something to move if it died. */
const isMovable = ({ leaseS, adminStateUp, holdsDevices }: WatchedAgent): boolean =>
  leaseS !== null && adminStateUp && holdsDevices;

/** Its lease has run out for certain. */
const isFenced = ({ leaseS, silentMs }: WatchedAgent, agentDownAfterMs: number): boolean =>
  leaseS !== null && silentMs >= fencedAfterMs(leaseS, agentDownAfterMs);
