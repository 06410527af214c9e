/** The same text for values that are equal as JSON, whatever the order of their members. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sorted) ?? '';

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
