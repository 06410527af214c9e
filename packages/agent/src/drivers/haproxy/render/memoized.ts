/** As many as the largest hosts have members; then it begins anew. */
const MAX_KNOWN = 20_000;

/** A pure function of a text that remembers its results: a change of one member renders all of them again. */
export function memoized<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = compute(text);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, result);
    return result;
  };
}
