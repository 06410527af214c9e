/** The query of a request: a name that came several times has several values. */
export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The values of one name, without the empty ones. */
export function valuesOf(value: RawQuery[string]): readonly string[] {
  const all = typeof value === 'string' ? [value] : (value ?? []);
  return all.filter((item) => item !== '');
}
