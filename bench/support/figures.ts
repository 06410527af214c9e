import { cpus, release } from 'node:os';

/** The value below which the share `p` (0 to 1) of the samples lies; nearest rank. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** A shared machine does not reproduce more than two decimals. */
export const round = (value: number): number => Math.round(value * 100) / 100;

export type Row = Record<string, string | number>;

/** One table for people and one JSON line for scripts: what every benchmark prints. */
export function report(bench: string, rows: readonly Row[], facts: Row = {}): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Linux ${release()}, Node ${process.version}`;
  console.log(`\n${bench} (${machine})`);
  console.table(rows);
  console.log(JSON.stringify({ bench, machine, ...facts, rows }));
}
