import { LB_METHODS, PROTOCOLS } from '@lbaas/common/domain';
import { type PoolInput, createPool } from '../../usecases/lbaas/create-pool.ts';
import { deletePool } from '../../usecases/lbaas/delete-pool.ts';
import type { DevicePlacer } from '../../usecases/lbaas/device-placer.ts';
import { type PoolChanges, updatePool } from '../../usecases/lbaas/update-pool.ts';
import type { AttributeMap } from '../resource/attribute.ts';
import { toList } from '../resource/converters.ts';
import type { ResourceDefinition } from '../resource/definition.ts';
import { oneOf, string, uuidList } from '../resource/validators.ts';
import {
  ADMIN_STATE_UP,
  COMPOSITE,
  ID,
  NAME,
  READ_ONLY_TEXT,
  TENANT_ID,
  requiredUuid,
} from './common-attributes.ts';
import type { Liveness } from './device-facts.ts';
import { poolView } from './pool-view.ts';

const ATTRIBUTES: AttributeMap = {
  id: ID,
  tenant_id: TENANT_ID,
  vip_id: { type: 'uuid' },
  name: NAME,
  description: NAME,
  subnet_id: requiredUuid,
  protocol: { type: 'string', post: true, required: true, validate: oneOf(PROTOCOLS) },
  provider: { type: 'string', post: true, convert: lowerCase, validate: string() },
  lb_method: { type: 'string', post: true, put: true, required: true, validate: oneOf(LB_METHODS) },
  members: COMPOSITE,
  /** Accepted and ignored: associations are made through the sub-resource. */
  health_monitors: { type: 'composite', post: true, put: true, convert: toList, validate: uuidList },
  health_monitors_status: COMPOSITE,
  admin_state_up: ADMIN_STATE_UP,
  status: READ_ONLY_TEXT,
  status_description: READ_ONLY_TEXT,
};

export const poolResource = (
  placer: DevicePlacer,
  liveness: Liveness,
): ResourceDefinition<PoolInput, PoolChanges> => ({
  singular: 'pool',
  collection: 'pools',
  path: '/lb/pools',
  notFound: 'PoolNotFound',
  attributes: ATTRIBUTES,
  view: poolView(liveness),
  create: (tx, context, input) => createPool(placer, tx, context, input),
  update: updatePool,
  remove: deletePool,
});

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
