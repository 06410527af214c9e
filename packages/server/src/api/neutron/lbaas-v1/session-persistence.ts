import { CONFIG_ALPHABETS, PERSISTENCE_TYPES } from '@lbaas/common/domain';
import type { JsonSchema } from '../../http/json-schema.ts';
import { quote } from '../../resource/quote.ts';
import { isPlainObject, oneOf, pattern } from '../../resource/validators.ts';

/** Parsed form: null and {} clear, anything else is `{type[, cookieName]}`. Unknown keys are dropped. */
export function convertPersistence(value: unknown): unknown {
  if (value === null) return 'none';
  if (!isPlainObject(value)) return value;
  if (Object.keys(value).length === 0) return 'none';
  return Object.hasOwn(value, 'cookie_name')
    ? { type: value['type'], cookieName: value['cookie_name'] }
    : { type: value['type'] };
}

const isType = oneOf(PERSISTENCE_TYPES);
const isCookieName = pattern(CONFIG_ALPHABETS.cookieName, 1024);

const PERSISTENCE_FORMS: readonly JsonSchema[] = [
  { type: 'null' },
  { type: 'object', maxProperties: 0 },
  {
    type: 'object',
    properties: { type: { enum: ['SOURCE_IP', 'HTTP_COOKIE'] }, cookie_name: false },
    required: ['type'],
  },
  {
    type: 'object',
    properties: { type: { const: 'APP_COOKIE' }, cookie_name: isCookieName.schema },
    required: ['type', 'cookie_name'],
  },
];

/** null and {} clear. */
export const PERSISTENCE_SCHEMA: JsonSchema = { anyOf: PERSISTENCE_FORMS };

/** As PERSISTENCE_SCHEMA, but for the empty object. */
export const PERSISTENCE_SHOWN: JsonSchema = {
  anyOf: PERSISTENCE_FORMS.filter(({ maxProperties }) => maxProperties === undefined),
};

/** Works on the parsed form. */
export function validatePersistence(value: unknown): string | undefined {
  if (value === 'none') return undefined;
  if (!isPlainObject(value)) return `${quote(value)} is not a dictionary`;
  const { type, cookieName } = value as { type?: unknown; cookieName?: unknown };
  const badType = isType(type);
  if (badType !== undefined) return `type ${badType}`;
  if (type === 'APP_COOKIE')
    return cookieName === undefined ? 'APP_COOKIE needs cookie_name' : isCookieName(cookieName);
  return 'cookieName' in value ? `cookie_name is only for APP_COOKIE, not for ${String(type)}` : undefined;
}

interface PersistenceRow {
  readonly type: string;
  readonly cookie_name: string | null;
}

/** The wire form of pools.session_persistence: null when unset, cookie_name for APP_COOKIE only. */
export function presentPersistence(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const { type, cookie_name: cookieName } = value as PersistenceRow;
  return cookieName === null ? { type } : { type, cookie_name: cookieName };
}
