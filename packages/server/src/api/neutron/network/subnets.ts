import { type SubnetInput, createSubnets } from '../../../usecases/network/create-subnets.ts';
import { deleteSubnet } from '../../../usecases/network/delete-subnet.ts';
import { type SubnetChanges, updateSubnet } from '../../../usecases/network/update-subnet.ts';
import { visibleSubnetSql } from '../../../usecases/network/visibility.ts';
import { toBoolean, toInt, toList } from '../../resource/converters.ts';
import { described } from '../../http/json-schema.ts';
import { EXAMPLE_ID } from '../../resource/attribute.ts';
import type { AttributeMap, ResourceDefinition, View } from '../../resource/index.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { TENANT_ID } from '../owner.ts';
import { ipAddressOrNone, string, uuid } from '../../resource/validators.ts';
import { listOfTexts, texts } from '../address-list.ts';

const attributes: AttributeMap = {
  id: { type: 'uuid' },
  name: { type: 'string', post: true, put: true, default: '', example: 'web' },
  tenant_id: TENANT_ID,
  network_id: { type: 'uuid', post: true, required: true, validate: uuid, example: EXAMPLE_ID },
  ip_version: {
    type: 'integer',
    post: true,
    required: true,
    convert: toInt,
    validate: described({ type: 'integer', enum: [4, 6] }, (value) =>
      value === 4 || value === 6 ? undefined : `${String(value)} is not in [4, 6]`,
    ),
    example: 4,
  },
  cidr: { type: 'string', post: true, required: true, validate: string(64), example: '10.0.0.0/24' },
  gateway_ip: {
    type: 'ip',
    post: true,
    put: true,
    validate: ipAddressOrNone,
    description: 'null = no gateway; default: the first host address',
  },
  allocation_pools: {
    type: 'composite',
    post: true,
    put: true,
    validate: listOfTexts(['start', 'end']),
    description: 'default: every host address but the gateway',
  },
  dns_nameservers: {
    type: 'composite',
    post: true,
    put: true,
    default: [],
    convert: toList,
    validate: texts,
  },
  host_routes: {
    type: 'composite',
    post: true,
    put: true,
    default: [],
    convert: toList,
    validate: listOfTexts(['destination', 'nexthop']),
  },
  enable_dhcp: { type: 'boolean', post: true, put: true, default: true, convert: toBoolean },
  revision_number: REVISION_NUMBER,
};

const view: View = {
  from: 'subnets s JOIN networks n ON n.id = s.network_id',
  id: 's.id',
  visible: visibleSubnetSql,
  columns: {
    id: 's.id',
    name: 's.name',
    tenant_id: 's.project_id',
    network_id: 's.network_id',
    ip_version: 's.ip_version',
    cidr: 's.cidr::text',
    gateway_ip: {
      sql: 's.gateway_ip',
      needs: { gateway_ip: 'host(s.gateway_ip)' },
      compute: (row) => row['gateway_ip'],
    },
    allocation_pools: 's.allocation_pools',
    dns_nameservers: 's.dns_nameservers',
    host_routes: 's.host_routes',
    enable_dhcp: 's.enable_dhcp',
    revision_number: 's.revision',
  },
};

/** /subnets. */
export const subnets: ResourceDefinition<SubnetInput, SubnetChanges> = {
  singular: 'subnet',
  collection: 'subnets',
  path: '/subnets',
  notFound: 'SubnetNotFound',
  attributes,
  view,
  create: async (tx, context, input) => (await createSubnets(tx, context, [input]))[0] ?? '',
  createMany: createSubnets,
  update: updateSubnet,
  remove: deleteSubnet,
};
