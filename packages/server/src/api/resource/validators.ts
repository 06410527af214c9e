import { isIP } from 'node:net';
import { IP_ADDRESS_SCHEMA, type JsonSchema, described, orNull } from '../http/json-schema.ts';
import { quote } from './quote.ts';

/** undefined when the value is fine, else the reason. */
export interface Validator {
  (value: unknown): string | undefined;
  /** For the API reference. */
  readonly schema?: JsonSchema;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What PostgreSQL refuses in text: NUL and lone surrogates. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** The canonical lower-case form only. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** IPv4 with four decimal numbers, or IPv6 without a zone. */
export const isIpAddress = (value: unknown): value is string =>
  typeof value === 'string' && isIP(value) !== 0 && !value.includes('%');

export const uuid = described({ type: 'string', format: 'uuid', pattern: UUID.source }, (value) =>
  isUuid(value) ? undefined : `${quote(value)} is not a valid UUID`,
);

export const uuidOrNone = described(orNull(uuid.schema), (value) =>
  value === null ? undefined : uuid(value),
);

export const ipAddress = described(IP_ADDRESS_SCHEMA, (value) =>
  isIpAddress(value) ? undefined : `${quote(value)} is not a valid IP address`,
);

export const ipAddressOrNone = described(orNull(ipAddress.schema), (value) =>
  value === null ? undefined : ipAddress(value),
);

/** Lengths count code points, as Neutron's columns do. */
export const string = (maxLength = 255) =>
  described({ type: 'string', maxLength }, (value) => {
    if (typeof value !== 'string') return `${quote(value)} is not a valid string`;
    if (UNSTORABLE.test(value)) return `${quote(value)} has characters that cannot be stored`;
    if (value.length > maxLength && Array.from(value).length > maxLength)
      return `${quote(value)} exceeds ${maxLength} characters`;
    return undefined;
  });

/** Inclusive; Infinity for no upper limit. */
export const range = (min: number, max: number) =>
  described({ type: 'integer', minimum: min, ...(max === Infinity ? {} : { maximum: max }) }, (value) =>
    typeof value === 'number' && value >= min && value <= max
      ? undefined
      : `${quote(value)} is not in range ${min} through ${max}`,
  );

/** What an integer column takes. */
export const MAX_INTEGER = 2_147_483_647;

export const oneOf = (values: readonly string[]) =>
  described({ type: 'string', enum: values }, (value) =>
    values.includes(value as string) ? undefined : `${quote(value)} is not in [${values.join(', ')}]`,
  );

/** A string that matches `pattern`, which anchors itself. */
export const pattern = (source: string, maxLength = 255) => {
  const regex = new RegExp(source);
  const isString = string(maxLength);
  return described(
    { type: 'string', pattern: source, maxLength },
    (value) =>
      isString(value) ??
      (regex.test(value as string) ? undefined : `${quote(value)} does not match ${source}`),
  );
};

export const uuidList = described({ type: 'array', items: uuid.schema, uniqueItems: true }, (value) => {
  if (!Array.isArray(value)) return `${quote(value)} is not a list`;
  const items: readonly unknown[] = value;
  if (new Set(items).size !== items.length) return 'the list has duplicates';
  return items.map(uuid).find((reason) => reason !== undefined);
});

export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a text can be stored, and so be met by an exact filter. */
export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);
