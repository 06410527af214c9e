import type { AgentId, DeviceId } from '@lbaas/common/domain';
import type { Candidate, Need } from './candidate.ts';
import { eligible, explainNoAgent } from './eligibility.ts';
import type { Scheduler } from './scheduler.ts';

export interface Homeless {
  readonly deviceId: DeviceId;
  readonly need: Need;
}

export interface Assigned {
  readonly deviceId: DeviceId;
  readonly agentId: AgentId;
  readonly host: string;
}

export interface Spread {
  readonly assigned: readonly Assigned[];
  /** What nobody can take, and why. */
  readonly stuck: readonly { readonly deviceId: DeviceId; readonly reason: string }[];
}

export interface SpreadOptions {
  readonly scheduler: Scheduler;
  /** [0, 1) */
  readonly random: () => number;
}

/** Chooses agents for many devices at once: each choice counts for the next one. */
export function spread(
  devices: readonly Homeless[],
  candidates: readonly Candidate[],
  { scheduler, random }: SpreadOptions,
): Spread {
  const now = new Map(candidates.map((candidate) => [candidate.agentId, candidate]));
  const assigned: Assigned[] = [];
  const stuck: Spread['stuck'][number][] = [];
  for (const { deviceId, need } of devices) {
    const all = [...now.values()];
    const chosen = scheduler(eligible(all, need), random);
    if (chosen === undefined) {
      stuck.push({ deviceId, reason: explainNoAgent(all, need) });
      continue;
    }
    const running = chosen.running + (need.isIdle ? 0 : 1);
    now.set(chosen.agentId, { ...chosen, devices: chosen.devices + 1, running });
    assigned.push({ deviceId, agentId: chosen.agentId, host: chosen.host });
  }
  return { assigned, stuck };
}
