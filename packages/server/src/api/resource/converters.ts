import { apiError } from '../../usecases/errors.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import { quote } from './quote.ts';
import { BOOLEAN_TEXT, INTEGER_LIKE, INTEGER_TEXT, NULL, taking } from './request-forms.ts';

/** Integers, numeric strings, floats (truncated) and booleans, as Neutron takes them. */
export const toInt = taking(() => [INTEGER_TEXT(), INTEGER_LIKE()], integerOf);

function integerOf(value: unknown): number {
  const number = typeof value === 'string' ? parseDecimal(value) : numberOf(value);
  const integer = Math.trunc(number) + 0;
  if (!Number.isSafeInteger(integer)) throw invalid(`${quote(value)} is not an integer`);
  return integer;
}

/** true/false, 1/0, and the strings "true", "false", "1", "0" in any case. */
export const toBoolean = taking(() => [BOOLEAN_TEXT()], booleanOf);

function booleanOf(value: unknown): boolean {
  const known = BOOLEANS.get(typeof value === 'string' ? value.toLowerCase() : value);
  if (known === undefined) throw invalid(`${quote(value)} cannot be converted to boolean`);
  return known;
}

export const noneToEmptyDict = (value: unknown): unknown => value ?? {};

/** Nothing for null, and a single value for a list of it. */
export const toList = taking(
  ({ items }) => (items === undefined ? [NULL] : [NULL, items as JsonSchema]),
  listOfValue,
);

function listOfValue(value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  [1, true],
  [0, false],
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);

const parseDecimal = (text: string): number => (/^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN);

function numberOf(value: unknown): number {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? value : Number.NaN;
}

const invalid = (reason: string) => apiError('InvalidInput', { reason });
