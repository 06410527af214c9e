import type { Problem } from '../rules/index.ts';

/** What has been typed, by the API's names of attributes; switches are `true` or `false`. */
export type Values = Readonly<Record<string, string>>;

export interface Option {
  readonly value: string;
  readonly text: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  /** `many`: several of the options, separated by spaces. */
  readonly kind: 'text' | 'number' | 'area' | 'choice' | 'many' | 'switch' | 'fixed';
  readonly hint?: string | undefined;
  readonly isRequired?: boolean;
  readonly options?: readonly Option[];
  /** The first line of a choice, for no value. */
  readonly emptyText?: string;
  readonly check?: (text: string, values: Values) => Problem | undefined;
  readonly isShown?: (values: Values) => boolean;
}

export const isShown = ({ isShown: when }: Field, values: Values): boolean => when?.(values) ?? true;

export const valueOf = (values: Values, name: string): string => values[name] ?? '';
export const isOn = (values: Values, name: string): boolean => values[name] === 'true';

/** Values that differ from those at the beginning: an edit sends no more. */
export const changesOf = (initial: Values, values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== valueOf(initial, name)));

export const linesOf = (text: string): readonly string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What the API would refuse of the fields that are shown, by name. */
export function problemsOf(fields: readonly Field[], values: Values): Readonly<Record<string, Problem>> {
  const found = fields
    .filter((field) => isShown(field, values))
    .map((field) => [field.name, problemOf(field, values)] as const)
    .filter((entry): entry is [string, Problem] => entry[1] !== undefined);
  return Object.fromEntries(found);
}

function problemOf({ name, isRequired, check }: Field, values: Values): Problem | undefined {
  const text = valueOf(values, name);
  if (text.trim() === '') return isRequired ? { kind: 'required' } : undefined;
  return check?.(text, values);
}
