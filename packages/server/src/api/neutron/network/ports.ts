import { DEVICE_PORTS, portShownSql } from '../../../devices/device-kinds.ts';
import { isHeldSql } from '../../../devices/index.ts';
import type { PortRequest } from '../../../usecases/network/allocate-port.ts';
import { createPorts } from '../../../usecases/network/create-ports.ts';
import { deletePort } from '../../../usecases/network/delete-port.ts';
import { type PortChanges, updatePort } from '../../../usecases/network/update-port.ts';
import { visiblePortSql } from '../../../usecases/network/visibility.ts';
import { EXAMPLE_ID } from '../../resource/attribute.ts';
import { toBoolean } from '../../resource/converters.ts';
import type { AttributeMap, ResourceDefinition, View } from '../../resource/index.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { TENANT_ID } from '../owner.ts';
import { uuid } from '../../resource/validators.ts';
import { EMPTY_LIST, NORMAL_VNIC, NO_PORT_SECURITY } from './absent.ts';
import { filterFixedIps, fixedIpsShown, fixedIpsWanted, toFixedIpRequests } from '../fixed-ips.ts';
import { macAddress, toMacAddress } from './mac-address.ts';

const attributes: AttributeMap = {
  id: { type: 'uuid' },
  name: { type: 'string', post: true, put: true, default: '', example: 'web' },
  tenant_id: {
    ...TENANT_ID,
    shown: { type: 'string', maxLength: 255 },
    description: 'empty for the outer ports of routers and floating IPs',
  },
  network_id: { type: 'uuid', post: true, required: true, validate: uuid, example: EXAMPLE_ID },
  admin_state_up: { type: 'boolean', post: true, put: true, default: true, convert: toBoolean },
  mac_address: {
    type: 'string',
    post: true,
    convert: toMacAddress,
    validate: macAddress,
    description: 'default: a free one of fa:16:3e',
  },
  fixed_ips: {
    type: 'composite',
    post: true,
    put: true,
    convert: toFixedIpRequests,
    validate: fixedIpsWanted,
    shown: fixedIpsShown,
    description: 'list of {subnet_id, ip_address}; default: one address per IP version of the network',
  },
  device_id: { type: 'string', post: true, put: true, default: '' },
  device_owner: { type: 'string', post: true, put: true, default: '' },
  status: {
    type: 'string',
    shown: { type: 'string', enum: ['ACTIVE', 'DOWN'] },
    description: 'DOWN while no host shows the port of a VIP or a router, else ACTIVE',
  },
  security_groups: EMPTY_LIST,
  allowed_address_pairs: EMPTY_LIST,
  extra_dhcp_opts: EMPTY_LIST,
  port_security_enabled: NO_PORT_SECURITY,
  'binding:vnic_type': NORMAL_VNIC,
  'binding:host_id': {
    type: 'string',
    adminRead: true,
    description: "host that runs the port's VIP or router",
  },
  revision_number: REVISION_NUMBER,
};

const FIXED_IPS = `(
  SELECT coalesce(json_agg(json_build_object('subnet_id', a.subnet_id, 'ip_address', host(a.ip_address))
    ORDER BY a.ip_address), '[]')
  FROM ip_allocations a WHERE a.port_id = p.id)`;

/** The agents that must show this port. */
const PLACED = `${DEVICE_PORTS} dp JOIN devices d ON d.id = dp.device_id
  JOIN placements pl ON pl.device_id = d.id AND ${isHeldSql('pl')} WHERE dp.port_id = p.id`;

const STATUS = `CASE
  WHEN NOT EXISTS (SELECT 1 FROM ${DEVICE_PORTS} dp WHERE dp.port_id = p.id) THEN 'ACTIVE'
  WHEN EXISTS (SELECT 1 FROM ${PLACED} AND ${portShownSql({ device: 'd', placement: 'pl', portId: 'dp.port_id' })}) THEN 'ACTIVE'
  ELSE 'DOWN' END`;

const HOST = `coalesce((
  SELECT min(ag.host) FROM agents ag WHERE ag.id IN (SELECT pl.agent_id FROM ${PLACED})), '')`;

const view: View = {
  from: 'ports p JOIN networks n ON n.id = p.network_id',
  id: 'p.id',
  visible: visiblePortSql,
  columns: {
    id: 'p.id',
    name: 'p.name',
    tenant_id: 'p.project_id',
    network_id: 'p.network_id',
    admin_state_up: 'p.admin_state_up',
    mac_address: 'p.mac_address::text',
    fixed_ips: {
      needs: { fixed_ips: FIXED_IPS },
      compute: (row) => row['fixed_ips'],
      filter: filterFixedIps,
    },
    device_id: 'p.device_id',
    device_owner: 'p.device_owner',
    status: STATUS,
    'binding:host_id': HOST,
    revision_number: 'p.revision',
  },
};

/** /ports. */
export const ports: ResourceDefinition<PortRequest, PortChanges> = {
  singular: 'port',
  collection: 'ports',
  path: '/ports',
  notFound: 'PortNotFound',
  attributes,
  view,
  create: async (tx, context, input) => (await createPorts(tx, context, [input]))[0] ?? '',
  createMany: createPorts,
  update: updatePort,
  remove: deletePort,
};
