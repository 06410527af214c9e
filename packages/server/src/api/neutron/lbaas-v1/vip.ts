import { PROTOCOLS } from '@lbaas/common/domain';
import { type ListenerInput, createListener } from '../../../usecases/balancing/create-listener.ts';
import { deleteListener } from '../../../usecases/balancing/delete-listener.ts';
import type { DevicePlacer } from '../../../usecases/device-placer.ts';
import { type ListenerChanges, updateListener } from '../../../usecases/balancing/update-listener.ts';
import type { AttributeMap } from '../../resource/attribute.ts';
import { toInt } from '../../resource/converters.ts';
import { IP_ADDRESS_SCHEMA, described } from '../../http/json-schema.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { TENANT_ID } from '../owner.ts';
import { MAX_INTEGER, ipAddressOrNone, oneOf, range } from '../../resource/validators.ts';
import type { View } from '../../resource/view.ts';
import {
  ADMIN_STATE_UP,
  DESCRIPTION,
  ID,
  NAME,
  PROTOCOL_PORT,
  STATUS,
  STATUS_DESCRIPTION,
  requiredUuid,
} from '../common-attributes.ts';
import type { Liveness } from '../../../devices/index.ts';
import {
  PERSISTENCE_SCHEMA,
  PERSISTENCE_SHOWN,
  convertPersistence,
  presentPersistence,
  validatePersistence,
} from './session-persistence.ts';
import { statusColumns } from '../status-columns.ts';
import { deviceJoins } from '../../../devices/status-sql.ts';
import { unservedListenerSql } from '../../../devices/unserved-sql.ts';

const ATTRIBUTES: AttributeMap = {
  id: ID,
  tenant_id: TENANT_ID,
  name: NAME,
  description: DESCRIPTION,
  subnet_id: requiredUuid,
  address: { type: 'ip', post: true, validate: ipAddressOrNone, shown: IP_ADDRESS_SCHEMA },
  port_id: { type: 'uuid' },
  protocol_port: PROTOCOL_PORT,
  protocol: { type: 'string', post: true, required: true, validate: oneOf(PROTOCOLS), example: 'HTTP' },
  pool_id: { ...requiredUuid, put: true },
  session_persistence: {
    type: 'composite',
    post: true,
    put: true,
    default: 'none',
    convert: convertPersistence,
    validate: described(PERSISTENCE_SCHEMA, validatePersistence),
    shown: PERSISTENCE_SHOWN,
    description: 'null and {} mean none',
  },
  connection_limit: {
    type: 'integer',
    post: true,
    put: true,
    default: -1,
    convert: toInt,
    validate: range(-1, MAX_INTEGER),
    description: 'concurrent connections; -1 = no limit',
  },
  admin_state_up: ADMIN_STATE_UP,
  status: STATUS,
  status_description: STATUS_DESCRIPTION,
  revision_number: REVISION_NUMBER,
};

/** Subnet and address are those of the port's first address. */
const firstAddress = (column: string): string =>
  `(SELECT ${column} FROM ip_allocations ia WHERE ia.port_id = lb.vip_port_id ORDER BY ia.ip_address LIMIT 1)`;

const vipView = (liveness: Liveness): View => ({
  from: `listeners l JOIN load_balancers lb ON lb.id = l.load_balancer_id ${deviceJoins({ deviceId: 'lb.id' })}`,
  id: 'l.id',
  visible: (project) => `l.project_id = ${project}`,
  columns: {
    id: 'l.id',
    tenant_id: 'l.project_id',
    name: 'l.name',
    description: 'l.description',
    subnet_id: firstAddress('ia.subnet_id'),
    address: firstAddress('ia.ip_address'),
    port_id: 'lb.vip_port_id',
    protocol_port: 'l.protocol_port',
    protocol: 'l.protocol',
    pool_id: 'l.default_pool_id',
    session_persistence: {
      needs: { persistence: '(SELECT p.session_persistence FROM pools p WHERE p.id = l.default_pool_id)' },
      compute: (row) => presentPersistence(row['persistence']),
    },
    connection_limit: 'l.connection_limit',
    admin_state_up: 'l.admin_state_up',
    revision_number: 'l.revision',
    ...statusColumns(
      {
        deviceId: 'l.load_balancer_id',
        adminStateUp: 'l.admin_state_up',
        createdGeneration: 'l.created_generation',
        changedGeneration: 'l.changed_generation',
        unserved: unservedListenerSql('l.default_pool_id'),
      },
      liveness,
    ),
  },
});

/** LBaaS v1 has one listener per load balancer. */
const MAX_LISTENERS = 1;

export const vipResource = (
  placer: DevicePlacer,
  liveness: Liveness,
): ResourceDefinition<ListenerInput, ListenerChanges> => ({
  resource: 'listener',
  singular: 'vip',
  collection: 'vips',
  prose: { one: 'VIP', many: 'VIPs' },
  path: '/lb/vips',
  dryRun: true,
  notFound: 'ListenerNotFound',
  attributes: ATTRIBUTES,
  view: vipView(liveness),
  create: (tx, context, input) => createListener({ placer, maxListeners: MAX_LISTENERS }, tx, context, input),
  update: (tx, context, id, changes) =>
    updateListener({ placer, maxListeners: MAX_LISTENERS }, tx, context, id, changes),
  remove: deleteListener,
});
