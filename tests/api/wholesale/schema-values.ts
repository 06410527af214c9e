import fc from 'fast-check';

/** The part of JSON Schema that the attributes use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly format?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  /** false: not allowed. */
  readonly properties?: Readonly<Record<string, Schema | boolean>>;
  readonly required?: readonly string[];
}

/** Values that a schema describes; bounds come more often than at random. */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return oneOfThem(schema, choices);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const types = [schema.type ?? 'string'].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema)));
}

/** Choices without a type have the type of the whole schema. */
function oneOfThem({ type = [] }: Schema, choices: readonly Schema[]): fc.Arbitrary<unknown> {
  const types = [type].flat();
  const common = types.filter((name) => name !== 'null');
  const all = choices.map((choice) => valuesOf(common.length === 0 ? choice : { type: common, ...choice }));
  return fc.oneof(...all, ...(types.includes('null') ? [fc.constant(null)] : []));
}

function ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return list(schema);
    case 'object':
      return object(schema);
    default:
      return text(schema);
  }
}

function list({ items = {}, uniqueItems = false, maxItems = 4 }: Schema): fc.Arbitrary<unknown> {
  const item = valuesOf(items);
  return uniqueItems
    ? fc.uniqueArray(item, { maxLength: maxItems })
    : fc.array(item, { maxLength: maxItems });
}

function object({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const values = Object.fromEntries(
    Object.entries(properties).flatMap(([key, schema]) =>
      schema === false ? [] : [[key, valuesOf(schema === true ? {} : schema)] as const],
    ),
  );
  return fc.record(values, { requiredKeys: [...required], noNullPrototype: true });
}

function text({ format, description = '', pattern, maxLength = 255 }: Schema): fc.Arbitrary<unknown> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'ipv4') return fc.ipV4();
  if (format === 'ipv6') return fc.ipV6();
  if (/\bIP\b|IPv4/.test(description)) return fc.oneof(fc.ipV4(), fc.ipV6());
  if (pattern !== undefined)
    return fc.stringMatching(new RegExp(pattern)).filter((found) => found.length <= maxLength);
  const any = fc.string({ unit: 'grapheme', maxLength: Math.min(maxLength, 40) });
  return fc.oneof(
    { weight: 4, arbitrary: any },
    { weight: 1, arbitrary: fc.constantFrom('', 'x'.repeat(maxLength), '💥'.repeat(maxLength), ...ODD) },
  );
}

/** Unusual, but possible in a name. */
const ODD = [
  "'; DROP TABLE pools; --",
  '$1',
  '%00',
  '__proto__',
  '\u202e',
  '\n\tbind :1',
  '{}',
  'null',
  '\\',
  '"',
];
