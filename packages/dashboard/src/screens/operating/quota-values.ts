import type { Values } from '../../forms/index.ts';

/** What is in use of what may be; undefined where there is no limit. */
export function shareOf(used: number, limit: number): number | undefined {
  if (limit < 0) return undefined;
  return limit === 0 ? 1 : Math.min(used / limit, 1);
}

/** Numbers where they are some; the API refuses the rest in its own words. */
export const limitsFrom = (values: Values): Readonly<Record<string, number | string>> =>
  Object.fromEntries(
    Object.entries(values).map(([kind, text]) => {
      const trimmed = text.trim();
      return [kind, /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed];
    }),
  );
