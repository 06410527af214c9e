import type fc from 'fast-check';

const number = (name: string): number | undefined => {
  const text = process.env[name];
  return text === undefined || text === '' ? undefined : Number(text);
};

/**
 * How often a property is tried: `usual` times, or LB_FUZZ_RUNS times for a long search. A failure prints its seed;
 * LB_FUZZ_SEED repeats it. A long search does not shrink its findings. The generators choose objects by index, so a
 * seed means the same in every process.
 */
export function runs<T>(usual: number): fc.Parameters<T> {
  const seed = number('LB_FUZZ_SEED');
  return {
    endOnFailure: process.env['LB_FUZZ_RUNS'] !== undefined,
    numRuns: number('LB_FUZZ_RUNS') ?? usual,
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Long searches have no time limit. */
export const PATIENCE_MS = number('LB_FUZZ_RUNS') === undefined ? 300_000 : 0;

/** A seed for samples: one per number, all shifted by LB_FUZZ_SEED. */
export const seedOf = (place: number): number => (number('LB_FUZZ_SEED') ?? 0) + place;
