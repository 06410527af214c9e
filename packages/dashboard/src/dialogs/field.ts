/** What has been typed, by the API's names of attributes; a switch is `true` or `false`. */
export type Values = Readonly<Record<string, string>>;

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  /** `lines`: one value a line. */
  readonly kind: 'text' | 'lines' | 'choice' | 'switch';
  readonly hint?: string;
  readonly isRequired?: boolean;
  readonly choices?: readonly Choice[];
  /** The first entry of a choice, for no value. */
  readonly emptyText?: string;
}

export const valueOf = (values: Values, name: string): string => values[name] ?? '';

/** Fields that must be filled in and are not. */
export const missingOf = (fields: readonly Field[], values: Values): readonly string[] =>
  fields
    .filter(({ name, isRequired }) => isRequired && valueOf(values, name).trim() === '')
    .map(({ name }) => name);

/** Values that differ from those at the beginning: an edit sends no more. */
export const changesOf = (initial: Values, values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== valueOf(initial, name)));

export const linesOf = (text: string): readonly string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
