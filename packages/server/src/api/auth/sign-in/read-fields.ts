import { apiError } from '../../../usecases/errors.ts';

type Field =
  | { readonly type: 'text'; readonly maxLength?: number; readonly fallback?: string | null }
  | { readonly type: 'flag'; readonly fallback?: boolean | null };

/** Required. */
export const TEXT = { type: 'text' } as const satisfies Field;
/** May be left out: null then. */
export const ANY_TEXT = { type: 'text', fallback: null } as const satisfies Field;
export const ANY_FLAG = { type: 'flag', fallback: null } as const satisfies Field;

const MAX_LENGTH = 255;

type Base<F extends Field> = F extends { readonly type: 'text' } ? string : boolean;
type Value<F extends Field> = F extends { readonly fallback: null } ? Base<F> | null : Base<F>;
type Values<F extends Readonly<Record<string, Field>>> = {
  readonly [Name in keyof F]: Value<F[Name]>;
};

/** @throws ApiError BodyMissing, BodyNotObject, AttributesUnknown, AttributeMissing, AttributeInvalid */
export function readFields<F extends Readonly<Record<string, Field>>>(body: unknown, fields: F): Values<F> {
  if (body === undefined) throw apiError('BodyMissing');
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw apiError('BodyNotObject');
  const given = body as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(fields, name));
  if (unknown.length > 0)
    throw apiError('AttributesUnknown', { attributes: unknown.slice(0, 10).join(', ') });
  const values = Object.entries(fields).map(([name, field]) => [name, valueOf(name, field, given[name])]);
  // The cast: every field has its value, or has been refused.
  return Object.fromEntries(values) as Values<F>;
}

function valueOf(name: string, field: Field, value: unknown): unknown {
  if (value === undefined || (value === null && field.fallback === null)) {
    if (field.fallback === undefined) throw apiError('AttributeMissing', { attribute: name });
    return field.fallback;
  }
  const reason = reasonAgainst(field, value);
  if (reason !== undefined) throw apiError('AttributeInvalid', { attribute: name, reason });
  return value;
}

/** The value itself is not repeated: it may be a password. */
function reasonAgainst(field: Field, value: unknown): string | undefined {
  if (field.type === 'flag') return typeof value === 'boolean' ? undefined : 'it is neither true nor false';
  const { maxLength = MAX_LENGTH } = field;
  if (typeof value !== 'string') return 'it is no text';
  if (value === '') return 'it is empty';
  return value.length <= maxLength ? undefined : `it has more than ${maxLength} characters`;
}
