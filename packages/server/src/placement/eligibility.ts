import type { Candidate, Need } from './candidate.ts';

type Rule = (candidate: Candidate, need: Need) => string | undefined;

/** In the order in which they are asked and named. */
const RULES: readonly Rule[] = [
  ({ alive }) => (alive ? undefined : 'not reporting'),
  ({ receives }) => (receives ? undefined : 'not receiving'),
  ({ adminStateUp }) => (adminStateUp ? undefined : 'administratively down'),
  ({ cordoned }) => (cordoned ? 'cordoned' : undefined),
  ({ deviceDrivers }, { driver }) =>
    deviceDrivers.includes(driver) ? undefined : `without driver ${driver}`,
  (candidate, need) => unreachable(candidate, need)[0],
  (candidate, { isIdle }) => (isIdle || !isFull(candidate) ? undefined : 'unable to carry more'),
];

/** Its host can carry no more than it runs already. */
export const isFull = ({ carries, running }: Pick<Candidate, 'carries' | 'running'>): boolean =>
  carries !== null && running >= carries;

/** The first rule that a candidate breaks, by its place, and in words. */
function firstBroken(candidate: Candidate, need: Need): { rank: number; reason: string } | undefined {
  for (const [rank, rule] of RULES.entries()) {
    const reason = rule(candidate, need);
    if (reason !== undefined) return { rank, reason };
  }
  return undefined;
}

/** Why an agent cannot take a device, worded to follow a count ("2 ..."); undefined when it can. */
export const refusal = (candidate: Candidate, need: Need): string | undefined =>
  firstBroken(candidate, need)?.reason;

type Reach = Pick<Candidate, 'physicalNetworks' | 'networkTypes'>;

/** Which networks of a device its host cannot carry, in words. */
export const unreachable = (host: Reach, need: Need): readonly string[] => [
  ...need.networkTypes.filter((type) => !(host.networkTypes ?? OLDEST).includes(type)).map(lackOf),
  ...need.physicalNetworks
    .filter((network) => !host.physicalNetworks.includes(network))
    .map((network) => `out of reach of physical network ${network}`),
];

/** What agents can carry that do not say. */
const OLDEST: readonly string[] = ['flat', 'local'];

const lackOf = (type: string): string =>
  type === 'vxlan' ? 'without a tunnel address' : `unable to carry ${type} networks`;

/** Those that can take a device; of them those that have failed of late only if there are no others. */
export function eligible(candidates: readonly Candidate[], need: Need): readonly Candidate[] {
  const able = candidates.filter((candidate) => refusal(candidate, need) === undefined);
  const steady = able.filter(({ leftOut }) => !leftOut);
  return steady.length > 0 ? steady : able;
}

/**
 * One sentence for status_description: every agent is counted once, under the first rule that it breaks. The names of
 * the hosts do not change its order, so that a placement that fails for the same reasons again is no news.
 */
export function explainNoAgent(candidates: readonly Candidate[], need: Need): string {
  if (candidates.length === 0) return 'no agent has reported yet';
  const broken = candidates.flatMap((candidate) => firstBroken(candidate, need) ?? []);
  const counts = new Map<string, number>();
  for (const { reason } of broken.toSorted((a, b) => a.rank - b.rank || (a.reason < b.reason ? -1 : 1))) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return `no eligible agent among ${candidates.length}: ${parts.join(', ')}`;
}
