import { planeOf, words } from './fault.ts';
import type { Findings } from './findings.ts';
import { breachesOf, lostWrites } from './invariants.ts';
import { outagesOf } from './outages.ts';

/** What a person wants to know of a storm, as lines. */
export function summaryOf(seed: number, findings: Findings): string[] {
  const { edits, faults, lapses, clients } = findings;
  const acknowledged = edits.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length;
  const attempts = edits.reduce((sum, edit) => sum + edit.attempts, 0);
  const lost = lostWrites(findings).length;
  const outages = outagesOf(findings);
  const breaches = breachesOf(findings);
  return [
    `seed ${seed}`,
    `edits: ${edits.length} in ${attempts} attempts, ${acknowledged} acknowledged, ${acknowledged - lost} observed, ${lost} lost`,
    `faults: ${faults.length}, of the data plane ${faults.filter((one) => planeOf(one, lapses) === 'data').length}`,
    ...[
      ...countsOf(faults.map(({ fault }) => words({ ...fault, target: fault.target.replace(/-\d+/, '') }))),
    ].map(([what, count]) => `  ${count} x ${what}`),
    ...clients.map(({ name, asked }) => {
      const failed = asked.filter(({ failure }) => failure !== undefined).length;
      return `client ${name}: ${asked.length} sent, ${failed} failed`;
    }),
    ...outages.map(
      ({ client, from, to, failed, why, cause }) =>
        `outage ${client}: ${((to - from) / 1000).toFixed(2)} s, ${failed} failed (${why}), because of: ${cause ?? 'NOTHING'}`,
    ),
    ...findings.standstills.map(({ from, to }) => `the machine stood still for ${to - from} ms`),
    ...breaches.map(({ invariant, what }) => `BROKEN ${invariant}: ${what}`),
    breaches.length === 0 ? 'every invariant holds' : `${breaches.length} breaches`,
  ];
}

function countsOf(all: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) {
    const kind = one.replace(/ \d+ (ms|B\/s)$/, '');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return new Map([...counts].sort(([one], [other]) => one.localeCompare(other)));
}
