import type { Candidate } from './candidate.ts';

/** Chooses one of the eligible agents; `random` gives [0, 1). Undefined only when there is none. */
export type Scheduler = (eligible: readonly Candidate[], random: () => number) => Candidate | undefined;

export const chance: Scheduler = (eligible, random) => eligible[Math.floor(random() * eligible.length)];

/** The agent with the fewest devices; ties are broken by chance, so that servers do not all prefer one. */
export const leastDevices: Scheduler = (eligible, random) => {
  const fewest = Math.min(...eligible.map((candidate) => candidate.devices));
  return chance(
    eligible.filter((candidate) => candidate.devices === fewest),
    random,
  );
};

export const SCHEDULERS = { chance, 'least-devices': leastDevices } as const satisfies Record<
  string,
  Scheduler
>;
export type SchedulerName = keyof typeof SCHEDULERS;
export const SCHEDULER_NAMES = Object.keys(SCHEDULERS) as SchedulerName[];
