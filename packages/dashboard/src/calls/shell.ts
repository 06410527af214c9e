import type { Ref, Step } from './step.ts';
import { refsOf } from './step.ts';

/** A word of a POSIX shell, whatever is in it. */
export const quoted = (text: string): string =>
  /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** `pool` -> `POOL`, `pool.port_id` -> `POOL_PORT_ID`. */
export const variable = ({ ref, field }: Ref): string =>
  (field === 'id' ? ref : `${ref}_${field}`).replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase();

/** What later steps want to know of the answer of `key`. */
export const wantedOf = (key: string, steps: readonly Step[]): readonly string[] => [
  ...new Set(
    steps
      .flatMap(refsOf)
      .filter(({ ref }) => ref === key)
      .map(({ field }) => field),
  ),
];
