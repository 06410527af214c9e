const RULES = new Intl.PluralRules('en');

/** `one` for 1, else `many`, with `#` replaced by the number. English only: Chinese has no plural. */
export const plural = (n: number, one: string, many: string): string =>
  (RULES.select(n) === 'one' ? one : many).replace('#', n.toLocaleString('en'));
