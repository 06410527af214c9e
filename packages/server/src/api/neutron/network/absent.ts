import type { Attribute } from '../../resource/attribute.ts';
import { toBoolean, toList } from '../../resource/converters.ts';
import { described } from '../../http/json-schema.ts';

// What clients say of a network or a port to keep away what Neutron would add, and this service has not: it is true, so
// it is taken.

export const NO_PORT_SECURITY: Attribute = {
  type: 'boolean',
  post: true,
  put: true,
  convert: toBoolean,
  validate: described({ type: 'boolean', const: false }, (value) =>
    value === false ? undefined : 'there is no port security',
  ),
  description: 'there is none: only false is taken, and nothing is shown',
};

export const EMPTY_LIST: Attribute = {
  type: 'composite',
  post: true,
  put: true,
  convert: toList,
  validate: described({ type: 'array', maxItems: 0 }, (value) =>
    Array.isArray(value) && value.length === 0 ? undefined : 'there are none here, so the list must be empty',
  ),
  description: 'there are none: only an empty list is taken, and nothing is shown',
};

/** Heat names it for every port. */
export const NORMAL_VNIC: Attribute = {
  type: 'string',
  post: true,
  put: true,
  validate: described({ type: 'string', const: 'normal' }, (value) =>
    value === 'normal' ? undefined : 'every port is a normal one',
  ),
  description: 'every port is a normal one: only that is taken, and nothing is shown',
};
