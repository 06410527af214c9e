import type { Metrics } from '@lbaas/common/runtime';

/**
 * Why a call is kept out: `rate` of its project, `address` with too many refused tokens, a `full` queue of its project,
 * a turn that came too `late`, or a client that was `gone` before its turn.
 */
export type Refusal = 'rate' | 'address' | 'full' | 'late' | 'gone';

const REFUSALS: readonly Refusal[] = ['rate', 'address', 'full', 'late', 'gone'];

/** Counts those that are kept out, from zero on. */
export function createRefusalMeter(metrics: Metrics): (refusal: Refusal) => void {
  const refused = metrics.counter(
    'lbaas_api_refused_total',
    'Calls kept out for what their caller does: rate (429), address (429), full (429), late (503), gone (nobody to answer)',
    ['reason'],
  );
  for (const reason of REFUSALS) refused.inc({ reason }, 0);
  return (reason) => refused.inc({ reason });
}
