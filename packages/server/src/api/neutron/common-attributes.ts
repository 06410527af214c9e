import { STATUSES } from '@lbaas/common/domain';
import { toBoolean, toInt } from '../resource/converters.ts';
import { type Attribute, EXAMPLE_ID } from '../resource/attribute.ts';
import { type JsonSchema, TEXT_SCHEMA, UUID_SCHEMA, exactly, listOf } from '../http/json-schema.ts';
import { range, string, uuid } from '../resource/validators.ts';

/** What the resources of LBaaS v1 share. */
export const ID: Attribute = { type: 'uuid' };
export const STATUS: Attribute = { type: 'string', shown: { type: 'string', enum: STATUSES } };
export const STATUS_DESCRIPTION: Attribute = {
  type: 'string',
  description: 'why it is pending, in error or inactive',
};
export const DESCRIPTION: Attribute = {
  type: 'string',
  post: true,
  put: true,
  default: '',
  validate: string(),
};
export const NAME: Attribute = { ...DESCRIPTION, example: 'web' };
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
  example: 80,
};
export const requiredUuid: Attribute = {
  type: 'uuid',
  post: true,
  required: true,
  validate: uuid,
  example: EXAMPLE_ID,
};

/** The statuses of associations of pools and monitors, as seen from one of them. */
export const associationsShown = (other: 'monitor_id' | 'pool_id'): JsonSchema =>
  listOf(exactly({ [other]: UUID_SCHEMA, status: STATUS.shown ?? {}, status_description: TEXT_SCHEMA }));
