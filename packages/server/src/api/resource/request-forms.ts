import type { JsonSchema } from '../http/json-schema.ts';

/** Converts a value before it is checked. @throws ApiError InvalidInput */
export interface Converter<Result = unknown> {
  (value: unknown): Result;
  /** For the API reference: what it takes besides a value that is fine as it is, whose schema it is given. */
  readonly forms?: (value: JsonSchema) => readonly JsonSchema[];
}

/** A converter with the forms that it takes. */
export const taking = <Result>(
  forms: NonNullable<Converter['forms']>,
  convert: (value: unknown) => Result,
): Converter<Result> => Object.assign((value: unknown) => convert(value), { forms });

const ref = (name: keyof typeof FORM_SCHEMAS): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Named in the document, since nearly every attribute takes them. */
export const FORM_SCHEMAS = {
  IntegerText: {
    description: 'An integer as text, as command lines send it.',
    type: 'string',
    pattern: String.raw`^\s*[+-]?0*\d{1,15}\s*$`,
  },
  IntegerLike: {
    description: 'Another number without its fraction, or a boolean as 0 or 1. Better not to be relied on.',
    anyOf: [{ type: 'number', not: { type: 'integer' } }, { type: 'boolean' }],
  },
  BooleanText: {
    description: 'A boolean as text in any case, or as 0 or 1, as command lines send it.',
    anyOf: [
      { type: 'string', pattern: '^(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[01])$' },
      { type: 'integer', enum: [0, 1] },
    ],
  },
} as const satisfies Readonly<Record<string, JsonSchema>>;

export const INTEGER_TEXT = (): JsonSchema => ref('IntegerText');
export const INTEGER_LIKE = (): JsonSchema => ref('IntegerLike');
export const BOOLEAN_TEXT = (): JsonSchema => ref('BooleanText');
export const NULL: JsonSchema = { type: 'null' };
