import type { Diagnostics } from '../../api/operating.ts';

export const WORRIES = [
  'dead_letters',
  'failed',
  'unplaced',
  'held_back',
  'incidents',
  'kept',
  'silent',
  'disabled',
  'rate',
  'address',
  'full',
  'late',
  'gone',
  'waiting',
] as const;
export type WorryKind = (typeof WORRIES)[number];

export interface Worry {
  readonly id: WorryKind;
  /** undefined: nobody can say. */
  readonly count: number | undefined;
  /** Whether somebody should look at it; the others only explain. */
  readonly isBad: boolean;
}

/** What is normal in some number: callers that go away, hosts that somebody has disabled. */
const USUAL: ReadonlySet<WorryKind> = new Set(['disabled', 'gone', 'waiting', 'held_back']);

/** What is to worry about, the worst first; what is unknown is one of them. */
export function worriesOf(found: Diagnostics): readonly Worry[] {
  return WORRIES.map((id) => {
    const count = countOf(found, id);
    return { id, count, isBad: count === undefined || (count > 0 && !USUAL.has(id)) };
  }).toSorted((one, other) => Number(other.isBad) - Number(one.isBad));
}

function countOf(
  { dead_letters, devices, agents, counters }: Diagnostics,
  id: WorryKind,
): number | undefined {
  const counter = (name: string, reason?: string): number =>
    counters.find((each) => each.name === name && (reason === undefined || each.labels['reason'] === reason))
      ?.value ?? 0;
  switch (id) {
    case 'dead_letters':
      return dead_letters ?? undefined;
    case 'silent':
    case 'disabled':
      return agents[id];
    case 'failed':
    case 'unplaced':
    case 'held_back':
    case 'incidents':
    case 'kept':
      return devices[id];
    case 'waiting':
      return counter('lbaas_api_waiting');
    case 'rate':
    case 'address':
    case 'full':
    case 'late':
    case 'gone':
      return counter('lbaas_api_refused_total', id);
  }
}
