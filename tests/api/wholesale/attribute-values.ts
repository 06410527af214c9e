import fc from 'fast-check';
import type { Resource } from './world.ts';
import { type Schema, valuesOf } from './schema-values.ts';

export type Attribute = Resource['attributes'][string];

/** Whether the attribute's own converter and validator accept a value. */
export function accepts({ convert, validate }: Attribute, value: unknown): boolean {
  try {
    return validate?.(convert === undefined ? value : convert(value)) === undefined;
  } catch {
    return false;
  }
}

const TEXT: Schema = { type: 'string', maxLength: 255 };

/** The schema of its values: that of the validator, or else that of the type. */
export function schemaOf({ type, validate }: Attribute): Schema {
  if (validate?.schema !== undefined) return validate.schema;
  switch (type) {
    case 'uuid':
      return { type: 'string', format: 'uuid' };
    case 'ip':
      return { type: 'string', description: 'IP' };
    case 'integer':
      return { type: 'integer', minimum: -1000, maximum: 1000 };
    case 'boolean':
      return { type: 'boolean' };
    case 'composite':
      return { type: 'array', items: TEXT, maxItems: 0 };
    case 'string':
    case 'text':
      return TEXT;
  }
}

/** Values that the attribute accepts, some of them as text, as clients of the command line send them. */
export function validValues(attribute: Attribute): fc.Arbitrary<unknown> {
  const plain = taken(attribute, valuesOf(schemaOf(attribute)));
  if (attribute.type !== 'integer' && attribute.type !== 'boolean') return plain;
  const asText = taken(
    attribute,
    plain.map((value) => String(value)),
  );
  return fc.oneof({ weight: 3, arbitrary: plain }, asText);
}

const TRIES = { numRuns: 300, seed: 1 };

/** A filter that accepts nothing would be retried for ever. @throws Error if the schema is not usable */
function taken<T>(attribute: Attribute, values: fc.Arbitrary<T>): fc.Arbitrary<T> {
  const isTaken = (value: T): boolean => accepts(attribute, value);
  if (fc.sample(values, TRIES).some(isTaken)) return values.filter(isTaken);
  throw new Error(`the attribute takes no value of its own schema: ${JSON.stringify(schemaOf(attribute))}`);
}

/** Values that it must refuse: just out of bounds, or of another type. */
export function wrongValues(attribute: Attribute): readonly unknown[] {
  const { minimum, maximum, maxLength, pattern, enum: allowed } = schemaOf(attribute);
  return [
    ...(minimum === undefined ? [] : [minimum - 1, String(minimum - 1)]),
    ...(maximum === undefined ? [] : [maximum + 1, String(maximum + 1), 1e308]),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1), '💥'.repeat(maxLength + 1)]),
    ...(pattern === undefined ? [] : ['', '\n', ' ']),
    ...(allowed === undefined ? [] : ['', 'NONE', `${String(allowed[0])}x`, 77]),
    ...OF_ANOTHER_KIND[attribute.type],
  ];
}

const NO_TEXT = ['\0', 'a\ud800', {}, [['x']], 1, true];

const OF_ANOTHER_KIND: Readonly<Record<Attribute['type'], readonly unknown[]>> = {
  uuid: ['', 'x', 1, {}, ['x'], true, '{}', '00000000-0000-0000-0000-00000000000G'],
  ip: ['', '1.2.3', '1.2.3.4.5', '10.0.0.1%lo', '010.0.0.1', 'fe80::1%lo', {}, ['10.0.0.1'], 1, true],
  integer: ['', 'x', '1x', '0x10', '1e1', {}, [1], 2 ** 53, '9'.repeat(400)],
  boolean: ['', 'x', 'yes', 2, {}, [true], null],
  string: NO_TEXT,
  text: NO_TEXT,
  composite: ['x', 1, true, [{ '': 1 }], [[]], [1], { type: 'x' }],
};
