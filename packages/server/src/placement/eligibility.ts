import type { Candidate, Need } from './candidate.ts';

/** Why an agent cannot take a device, worded to follow a count ("2 ..."); undefined when it can. */
export function refusal(candidate: Candidate, need: Need): string | undefined {
  if (!candidate.alive) return 'not reporting';
  if (!candidate.adminStateUp) return 'administratively down';
  if (candidate.cordoned) return 'cordoned';
  if (!candidate.deviceDrivers.includes(need.driver)) return `without driver ${need.driver}`;
  const [missing] = unreachable(candidate, need);
  return missing === undefined ? undefined : `out of reach of physical network ${missing}`;
}

export function unreachable(
  host: { readonly physicalNetworks: readonly string[] },
  need: Need,
): readonly string[] {
  return need.physicalNetworks.filter((network) => !host.physicalNetworks.includes(network));
}

export const eligible = (candidates: readonly Candidate[], need: Need): readonly Candidate[] =>
  candidates.filter((candidate) => refusal(candidate, need) === undefined);

/** One sentence for status_description: every agent is counted once, under the first thing that rules it out. */
export function explainNoAgent(candidates: readonly Candidate[], need: Need): string {
  if (candidates.length === 0) return 'no agent has reported yet';
  const counts = new Map<string, number>();
  for (const candidate of candidates) {
    const reason = refusal(candidate, need);
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return `no eligible agent among ${candidates.length}: ${parts.join(', ')}`;
}
