import type { AgentId } from '@lbaas/common/domain';
import type { Candidate } from './candidate.ts';

/** How many devices an agent is to give away. */
export interface Surplus {
  readonly agentId: AgentId;
  readonly host: string;
  readonly devices: number;
}

type Counted = Pick<Candidate, 'agentId' | 'host' | 'devices'>;

/**
 * Who has more than a fair share, and how much more. When the devices cannot be shared out evenly, those that have most
 * keep one more: nothing moves that would not make it fairer.
 */
export function surpluses(candidates: readonly Counted[]): readonly Surplus[] {
  if (candidates.length === 0) return [];
  const all = candidates.reduce((sum, { devices }) => sum + devices, 0);
  const fair = Math.floor(all / candidates.length);
  const rest = all - fair * candidates.length;
  const byLoad = candidates.toSorted((a, b) => b.devices - a.devices || (a.host < b.host ? -1 : 1));
  return byLoad.flatMap(({ agentId, host, devices }, index) => {
    const surplus = devices - fair - (index < rest ? 1 : 0);
    return surplus > 0 ? [{ agentId, host, devices: surplus }] : [];
  });
}
