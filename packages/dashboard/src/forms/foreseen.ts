import type { ForeseenDevice } from '../api/dry-run.ts';

/** What some calls would do, each by itself. */
export interface Foreseen {
  readonly devices: readonly ForeseenDevice[];
  /** Calls that were not asked about, because there are so many. */
  readonly rest: number;
}

/** From what nobody notices to what must not be missed. */
const GRADES = ['harmless', 'unknown', 'reload', 'interruption', 'refusal'] as const;
export type Grade = (typeof GRADES)[number];

const INTERRUPTING: ReadonlySet<string> = new Set(['stop', 'unplug', 'remove']);

export function gradeOf({ plan, effect, refusal }: ForeseenDevice): Grade {
  if (refusal !== null) return 'refusal';
  if (plan.some((step) => INTERRUPTING.has(step.class))) return 'interruption';
  if (plan.some((step) => step.class === 'reload')) return 'reload';
  return effect === null ? 'unknown' : 'harmless';
}

export const worstOf = ({ devices }: Foreseen): Grade =>
  GRADES[Math.max(0, ...devices.map((device) => GRADES.indexOf(gradeOf(device))))] ?? 'harmless';

interface Diff {
  readonly id: string;
  readonly name: string;
  readonly diff: string;
}

/** The files that would change. */
export const diffsOf = ({ devices }: Foreseen): readonly Diff[] =>
  devices
    .flatMap(({ files }, at) => files.map(({ name, diff }) => ({ id: `${at} ${name}`, name, diff })))
    .filter(({ diff }) => diff !== '');
