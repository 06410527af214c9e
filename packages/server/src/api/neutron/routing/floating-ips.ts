import type { Status } from '@lbaas/common/domain';
import type { Liveness } from '../../../devices/index.ts';
import { deviceJoins, statusSql } from '../../../devices/status-sql.ts';
import { type FloatingIpInput, createFloatingIp } from '../../../usecases/routing/create-floating-ip.ts';
import { deleteFloatingIp } from '../../../usecases/routing/delete-floating-ip.ts';
import { type FloatingIpChanges, updateFloatingIp } from '../../../usecases/routing/update-floating-ip.ts';
import { IP_ADDRESS_SCHEMA, UUID_SCHEMA, orNull } from '../../http/json-schema.ts';
import type { AttributeMap, ComputedColumn, ResourceDefinition, View } from '../../resource/index.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { ipAddressOrNone, uuidOrNone } from '../../resource/validators.ts';
import { ID, STATUS_DESCRIPTION, requiredUuid } from '../common-attributes.ts';
import { TENANT_ID } from '../owner.ts';
import { statusColumns } from '../status-columns.ts';

const SHOWN_STATUSES = ['ACTIVE', 'DOWN', 'ERROR'];

const ATTRIBUTES: AttributeMap = {
  id: ID,
  tenant_id: TENANT_ID,
  floating_network_id: requiredUuid,
  floating_ip_address: {
    type: 'ip',
    post: true,
    adminWrite: true,
    validate: ipAddressOrNone,
    shown: IP_ADDRESS_SCHEMA,
    description: 'default: a free one of the network',
  },
  port_id: {
    type: 'uuid',
    post: true,
    put: true,
    validate: uuidOrNone,
    description: 'what it leads to; null = nothing',
  },
  fixed_ip_address: {
    type: 'ip',
    post: true,
    put: true,
    validate: ipAddressOrNone,
    shown: orNull(IP_ADDRESS_SCHEMA),
    description: 'address of the port, needed if that has several',
  },
  router_id: { type: 'uuid', shown: orNull(UUID_SCHEMA) },
  status: {
    type: 'string',
    shown: { type: 'string', enum: SHOWN_STATUSES },
    description: 'ACTIVE once the host of its router shows it; DOWN as long as it leads nowhere',
  },
  status_description: { ...STATUS_DESCRIPTION, description: 'why it is down or in error' },
  revision_number: REVISION_NUMBER,
};

const STATUS_COLUMNS = {
  deviceId: 'f.router_id',
  adminStateUp: 'r.admin_state_up',
  createdGeneration: 'f.created_generation',
  changedGeneration: 'f.changed_generation',
};

/** Over `f`, its router `r` and deviceJoins of that. */
export const FLOATING_IP_STATUS = `CASE WHEN f.router_id IS NULL THEN 'DOWN' ELSE
  CASE ${statusSql(STATUS_COLUMNS)} WHEN 'ACTIVE' THEN 'ACTIVE' WHEN 'ERROR' THEN 'ERROR' ELSE 'DOWN' END END`;

/** Neutron knows three statuses of a floating IP. */
const shownStatus = (status: Status): string => (SHOWN_STATUSES.includes(status) ? status : 'DOWN');

function statuses(liveness: Liveness): Readonly<Record<'status' | 'status_description', ComputedColumn>> {
  const { status, status_description } = statusColumns(STATUS_COLUMNS, liveness);
  const isAssociated = { associated: 'f.router_id IS NOT NULL' };
  return {
    status: {
      sql: FLOATING_IP_STATUS,
      needs: { ...status.needs, ...isAssociated },
      // The cast: a status column gives a status.
      compute: (row) => (row['associated'] === true ? shownStatus(status.compute(row) as Status) : 'DOWN'),
    },
    status_description: {
      needs: { ...status_description.needs, ...isAssociated },
      compute: (row) =>
        row['associated'] === true ? status_description.compute(row) : 'it is associated with no port',
    },
  };
}

const view = (liveness: Liveness): View => ({
  from: `floating_ips f LEFT JOIN routers r ON r.id = f.router_id ${deviceJoins(STATUS_COLUMNS)}`,
  id: 'f.id',
  visible: (project) => `f.project_id = ${project}`,
  columns: {
    id: 'f.id',
    tenant_id: 'f.project_id',
    floating_network_id: 'f.floating_network_id',
    floating_ip_address:
      '(SELECT fa.ip_address FROM ip_allocations fa WHERE fa.port_id = f.floating_port_id)',
    port_id: 'f.fixed_port_id',
    fixed_ip_address: 'f.fixed_ip_address',
    router_id: 'f.router_id',
    revision_number: 'f.revision',
    ...statuses(liveness),
  },
});

/** /floatingips. */
export const floatingIps = (liveness: Liveness): ResourceDefinition<FloatingIpInput, FloatingIpChanges> => ({
  singular: 'floatingip',
  collection: 'floatingips',
  resource: 'floating_ip',
  prose: { one: 'floating IP', many: 'floating IPs' },
  path: '/floatingips',
  notFound: 'FloatingIPNotFound',
  attributes: ATTRIBUTES,
  view: view(liveness),
  create: createFloatingIp,
  update: updateFloatingIp,
  remove: deleteFloatingIp,
});
