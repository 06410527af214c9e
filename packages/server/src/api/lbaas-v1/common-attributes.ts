import { toBoolean, toInt } from '../resource/converters.ts';
import type { Attribute } from '../resource/attribute.ts';
import { range, string, uuid } from '../resource/validators.ts';

/** What the resources of LBaaS v1 share (reference 1.7). */
export const ID: Attribute = { type: 'uuid' };
export const READ_ONLY_TEXT: Attribute = { type: 'string' };
export const COMPOSITE: Attribute = { type: 'composite' };
export const TENANT_ID: Attribute = { type: 'string', post: true, field: 'projectId', validate: tenant };
export const NAME: Attribute = { type: 'string', post: true, put: true, default: '', validate: string() };
export const ADMIN_STATE_UP: Attribute = {
  type: 'boolean',
  post: true,
  put: true,
  default: true,
  convert: toBoolean,
};
export const PROTOCOL_PORT: Attribute = {
  type: 'integer',
  post: true,
  required: true,
  convert: toInt,
  validate: range(1, 65_535),
};
export const requiredUuid: Attribute = { type: 'uuid', post: true, required: true, validate: uuid };

function tenant(value: unknown): string | undefined {
  return value === '' ? 'an empty project id' : string()(value);
}
