import { LB_METHODS, PROTOCOLS } from '@lbaas/common/domain';
import { type PoolInput, type PoolOptions, createPool } from '../../../usecases/balancing/create-pool.ts';
import { deletePool } from '../../../usecases/balancing/delete-pool.ts';
import { type PoolChanges, updatePool } from '../../../usecases/balancing/update-pool.ts';
import type { AttributeMap } from '../../resource/attribute.ts';
import { toList } from '../../resource/converters.ts';
import { UUID_SCHEMA, listOf, orNull } from '../../http/json-schema.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { TENANT_ID } from '../owner.ts';
import { oneOf, string, uuidList } from '../../resource/validators.ts';
import {
  ADMIN_STATE_UP,
  DESCRIPTION,
  ID,
  NAME,
  STATUS,
  STATUS_DESCRIPTION,
  associationsShown,
  requiredUuid,
} from '../common-attributes.ts';
import type { Liveness } from '../../../devices/index.ts';
import { poolView } from './pool-view.ts';

const ATTRIBUTES: AttributeMap = {
  id: ID,
  tenant_id: TENANT_ID,
  vip_id: { type: 'uuid', shown: orNull(UUID_SCHEMA) },
  name: NAME,
  description: DESCRIPTION,
  subnet_id: requiredUuid,
  protocol: { type: 'string', post: true, required: true, validate: oneOf(PROTOCOLS), example: 'HTTP' },
  provider: { type: 'string', post: true, convert: lowerCase, validate: string() },
  lb_method: {
    type: 'string',
    post: true,
    put: true,
    required: true,
    validate: oneOf(LB_METHODS),
    example: 'ROUND_ROBIN',
  },
  members: { type: 'composite', shown: listOf(UUID_SCHEMA) },
  health_monitors: {
    type: 'composite',
    post: true,
    put: true,
    convert: toList,
    validate: uuidList,
    description: 'accepted and ignored: associations have a resource of their own',
  },
  health_monitors_status: { type: 'composite', shown: associationsShown('monitor_id') },
  admin_state_up: ADMIN_STATE_UP,
  status: STATUS,
  status_description: STATUS_DESCRIPTION,
  revision_number: REVISION_NUMBER,
};

export const poolResource = (
  options: PoolOptions & Liveness,
): ResourceDefinition<PoolInput, PoolChanges> => ({
  singular: 'pool',
  collection: 'pools',
  path: '/lb/pools',
  dryRun: true,
  notFound: 'PoolNotFound',
  attributes: ATTRIBUTES,
  view: poolView(options),
  create: (tx, context, input) => createPool(options, tx, context, input),
  update: updatePool,
  remove: deletePool,
});

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
