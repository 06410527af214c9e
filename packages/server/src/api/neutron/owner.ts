import { described } from '../http/json-schema.ts';
import type { Attribute } from '../resource/attribute.ts';
import { string } from '../resource/validators.ts';

/** The attribute that names the project of an object. */
export const OWNER = 'tenant_id';

/**
 * The project that an object belongs to: that of the caller, unless an admin names another. Neutron has
 * taken both names since Newton, and its clients of today send the second one.
 */
export const TENANT_ID: Attribute = {
  type: 'string',
  post: true,
  field: 'projectId',
  alias: 'project_id',
  validate: described({ type: 'string', minLength: 1, maxLength: 255 }, (value) =>
    value === '' ? 'an empty project id' : string()(value),
  ),
};
