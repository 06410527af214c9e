import { type Row, median, round } from './figures.ts';

/**
 * Runs all measurements one after the other, `rounds` times, and returns the median of each figure. The database
 * grows during the measurement and the speed of the machine varies: figures to be compared must be affected alike.
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
