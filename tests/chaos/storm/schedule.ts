import { Dice } from '../../api/races/dice.ts';
import type { Edit } from './edit.ts';
import type { Fault } from './fault.ts';
import { type Cast, planFaults } from './plan-faults.ts';
import { planEdits } from './plan-edits.ts';

export interface StormPlan {
  readonly seed: number;
  readonly seconds: number;
  /** A short storm has faults that end soon, and comes often to rest. */
  readonly isShort: boolean;
}

/** All that a storm does, and when. */
export interface Schedule extends StormPlan {
  /** Of one project each. */
  readonly edits: readonly (readonly Edit[])[];
  /** Of one lane each. */
  readonly faults: readonly (readonly Fault[])[];
}

export const CAST: Cast = { agents: 3, servers: 2 };

const OF_SHORT = { everyMs: 1200, pauseMs: 6000, withBroker: false, withFailover: false };
const OF_LONG = { everyMs: 700, pauseMs: 5000, withBroker: true, withFailover: true };

/** The same for the same plan, on every machine. */
export function planStorm(plan: StormPlan): Schedule {
  const dice = new Dice(plan.seed);
  const forMs = plan.seconds * 1000;
  const habits = { forMs, ...(plan.isShort ? OF_SHORT : OF_LONG) };
  const edits = (['a', 'b'] as const).map((project) => planEdits(project, dice.split(), habits));
  return { ...plan, edits, faults: planFaults(dice.split(), { ...CAST, ...habits }) };
}
