import { described, listOf } from '../http/json-schema.ts';
import { quote } from '../resource/quote.ts';
import { type Validator, isPlainObject, string } from '../resource/validators.ts';

/** Longer than any address or UUID; the use cases judge what the text says. */
const shortText = string(64);

/** A list of objects whose values are short texts: every one of `required`, any of `optional`, nothing else. */
export const listOfTexts = (required: readonly string[], optional: readonly string[] = []): Validator =>
  described(listSchema(required, optional), (value) => {
    if (!Array.isArray(value)) return `${quote(value)} is not a list`;
    const items: readonly unknown[] = value;
    return items.map((item) => problemOf(item, required, optional)).find((reason) => reason !== undefined);
  });

const listSchema = (required: readonly string[], optional: readonly string[]) =>
  listOf({
    type: 'object',
    properties: Object.fromEntries([...required, ...optional].map((key) => [key, shortText.schema])),
    required,
    additionalProperties: false,
  });

function problemOf(
  item: unknown,
  required: readonly string[],
  optional: readonly string[],
): string | undefined {
  if (!isPlainObject(item)) return `${quote(item)} is not an object`;
  const keys = Object.keys(item);
  const missing = required.find((key) => !keys.includes(key));
  if (missing !== undefined) return `'${missing}' is missing`;
  const unknown = keys.find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown !== undefined) return `${quote(unknown)} is not a key of it`;
  return keys.map((key) => shortText(item[key])).find((reason) => reason !== undefined);
}

/** A list of short texts. */
export const texts: Validator = described(listOf(shortText.schema), (value) =>
  Array.isArray(value)
    ? (value as readonly unknown[]).map(shortText).find((reason) => reason !== undefined)
    : `${quote(value)} is not a list`,
);
