import { type Row, median, round } from './figures.ts';

/**
 * Runs all of them one after the other, so many times, and gives the median of each figure. A database grows while it is
 * measured and a machine has its moods: what is to be compared must meet both alike.
 */
export async function inTurns(rounds: number, measurements: readonly (() => Promise<Row>)[]): Promise<Row[]> {
  const taken: Row[][] = measurements.map(() => []);
  for (let n = 0; n < rounds; n++) {
    for (const [place, measure] of measurements.entries()) taken[place]?.push(await measure());
  }
  return taken.map(medians);
}

function medians(rows: readonly Row[]): Row {
  const [first = {}] = rows;
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => [
      name,
      typeof value === 'number' ? round(median(rows.map((row) => Number(row[name])))) : value,
    ]),
  );
}
