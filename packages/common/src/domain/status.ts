export const STATUSES = [
  'ACTIVE',
  'PENDING_CREATE',
  'PENDING_UPDATE',
  'INACTIVE',
  'DISABLED',
  'ERROR',
] as const;
export type Status = (typeof STATUSES)[number];

/** The health of a member; every value of HAProxy's status column maps to one of these. */
export const MEMBER_HEALTHS = ['up', 'down', 'no_check', 'maint', 'drain', 'unknown'] as const;
export type MemberHealth = (typeof MEMBER_HEALTHS)[number];

/** Everything that the status of one API object depends on. Generations count from 1; 0 = never. */
export interface StatusFacts {
  readonly adminStateUp: boolean;
  readonly createdGeneration: number;
  readonly changedGeneration: number;
  /** The generation that the hosting agent has read back from the running device; 0 when nothing runs. */
  readonly observedGeneration: number;
  /** The highest generation that was ever read back, from any agent. */
  readonly realizedGeneration: number;
  /** The generation of the newest attempt that the agent reported as failed; 0 when the last one succeeded. */
  readonly failedGeneration: number;
  /** Of the hosting agent; true without one. A disabled agent takes down what it runs. */
  readonly agentAdminStateUp: boolean;
  readonly health?: MemberHealth | undefined;
}

/**
 * The status of an object of a device (docs/adr/0002-observed-generation-and-status.md). It is never stored. A
 * failure counts only for what the running device does not show: when HAProxy refuses a new configuration and the old
 * one keeps serving, the unchanged objects stay ACTIVE. What a disabled agent has shown is on its way down, so nothing
 * of it counts as shown, from the call that disables the agent on.
 */
export function deriveStatus(facts: StatusFacts): Status {
  if (facts.observedGeneration < facts.changedGeneration) return unrealizedStatus(facts);
  if (!facts.agentAdminStateUp) return 'PENDING_UPDATE';
  if (!facts.adminStateUp) return 'DISABLED';
  return facts.health === 'down' ? 'INACTIVE' : 'ACTIVE';
}

function unrealizedStatus(facts: StatusFacts): Status {
  if (facts.failedGeneration >= facts.changedGeneration) return 'ERROR';
  return facts.realizedGeneration < facts.createdGeneration ? 'PENDING_CREATE' : 'PENDING_UPDATE';
}

export interface Incident {
  /** ISO 8601. */
  readonly at: string;
  readonly words: string;
}

/** Why an object waits or failed: the facts behind `status_description`. */
export interface StatusReasonFacts {
  readonly agentHost: string | null;
  readonly agentAlive: boolean;
  /** What is sent to it arrives. */
  readonly agentReceives: boolean;
  readonly agentAdminStateUp: boolean;
  /** Seconds since the last heartbeat of the hosting agent; null when it never reported. */
  readonly agentSilentS: number | null;
  /** The error that the agent reported for its last failed attempt. */
  readonly failure: string | null;
  /** Why no agent could be chosen; null when the device is placed. */
  readonly placementReason: string | null;
  /** Why the newest snapshot has not left the server (broker down, address still held elsewhere). */
  readonly dispatchReason: string | null;
  readonly healthCheck: string | null;
  /** The last incident of HAProxy, in the agent's words, even if it runs again; null when there was none. */
  readonly incident: Incident | null;
  /** A remark on an object that is fully realised, such as a pool without a VIP. */
  readonly remark: string | null;
}

export function describeStatus(status: Status, why: StatusReasonFacts): string {
  switch (status) {
    case 'ERROR':
      return `${why.failure ?? 'the agent reported a failure without a reason'} (agent ${why.agentHost ?? 'unknown'})`;
    case 'PENDING_CREATE':
    case 'PENDING_UPDATE':
      return pendingReason(why);
    case 'INACTIVE':
      return `health check failed${why.healthCheck === null ? '' : `: ${why.healthCheck}`}`;
    case 'DISABLED':
      return 'administratively down';
    case 'ACTIVE':
      return activeRemark(why);
  }
}

function pendingReason(why: StatusReasonFacts): string {
  if (why.agentHost === null) return why.placementReason ?? 'waiting to be placed on an agent';
  const silent = why.agentAlive ? undefined : `has not reported ${silence(why.agentSilentS)}`;
  if (!why.agentAdminStateUp) {
    return `agent ${why.agentHost} is administratively down${silent === undefined ? '' : `, and ${silent}`}`;
  }
  if (why.dispatchReason !== null) return why.dispatchReason;
  if (silent !== undefined) return `agent ${why.agentHost} ${silent}`;
  if (!why.agentReceives) return `agent ${why.agentHost} does not receive what it is sent`;
  return `waiting for agent ${why.agentHost} to confirm`;
}

function activeRemark(why: StatusReasonFacts): string {
  if (why.agentHost !== null && !why.agentAlive) {
    return `last known state; agent ${why.agentHost} has not reported ${silence(why.agentSilentS)}`;
  }
  if (why.incident !== null) return `${why.incident.words} at ${why.incident.at}; it runs again`;
  return why.remark ?? '';
}

const silence = (seconds: number | null): string =>
  seconds === null ? 'yet' : `for ${Math.round(seconds)} s`;
