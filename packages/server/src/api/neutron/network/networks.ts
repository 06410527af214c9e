import type { Tx } from '../../../persistence/index.ts';
import {
  type NetworkInput,
  type NetworkSettings,
  createNetworks,
} from '../../../usecases/network/create-networks.ts';
import { deleteNetwork } from '../../../usecases/network/delete-network.ts';
import { type NetworkChanges, networkUpdate } from '../../../usecases/network/update-network.ts';
import type { CallContext } from '../../../usecases/call-context.ts';
import { visibleNetworkSql } from '../../../usecases/network/visibility.ts';
import { toBoolean, toInt } from '../../resource/converters.ts';
import { UUID_SCHEMA, described, listOf, orNull } from '../../http/json-schema.ts';
import type { AttributeMap, ResourceDefinition, View } from '../../resource/index.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { TENANT_ID } from '../owner.ts';
import { NO_PORT_SECURITY } from './absent.ts';
import { type Converter, NULL, taking } from '../../resource/request-forms.ts';
import { range, string } from '../../resource/validators.ts';

/** IPv6 needs at least 1280 (RFC 8200 section 5), and every network may get an IPv6 subnet. */
const mtuRange = range(1280, 65_535);
const orNone = (convert: Converter): Converter =>
  taking(
    (schema) => [NULL, ...(convert.forms?.(schema) ?? [])],
    (value) => (value === null ? undefined : convert(value)),
  );

const textOrNone = described(orNull(string().schema), (value) =>
  value === undefined ? undefined : string()(value),
);
const provider = { post: true, put: true, adminRead: true, adminWrite: true } as const;

const attributes = (settings: NetworkSettings): AttributeMap => ({
  id: { type: 'uuid' },
  name: { type: 'string', post: true, put: true, default: '', example: 'web' },
  subnets: { type: 'composite', shown: listOf(UUID_SCHEMA), description: 'ids of its subnets' },
  admin_state_up: { type: 'boolean', post: true, put: true, default: true, convert: toBoolean },
  status: { type: 'string', shown: { type: 'string', enum: ['ACTIVE'] } },
  tenant_id: TENANT_ID,
  shared: { type: 'boolean', post: true, put: true, default: false, convert: toBoolean, adminWrite: true },
  'router:external': {
    type: 'boolean',
    post: true,
    put: true,
    default: false,
    convert: toBoolean,
    adminWrite: true,
    field: 'external',
  },
  mtu: {
    type: 'integer',
    post: true,
    put: true,
    convert: toInt,
    validate: mtuRange,
    description: `bytes of the largest packet; by default ${settings.defaultMtu}, and less on a vxlan network`,
  },
  'provider:network_type': {
    ...provider,
    type: 'string',
    convert: orNone((value) => value),
    validate: textOrNone,
    field: 'networkType',
    description: 'flat, vlan, vxlan or local',
  },
  'provider:physical_network': {
    ...provider,
    type: 'string',
    convert: orNone((value) => value),
    validate: textOrNone,
    field: 'physicalNetwork',
    description: "name from the agents' configuration; flat and vlan networks only",
  },
  'provider:segmentation_id': {
    ...provider,
    type: 'integer',
    convert: orNone(toInt),
    shown: { type: ['integer', 'null'] },
    field: 'segmentationId',
    description: 'VLAN id or VNI; by default one that is free',
  },
  port_security_enabled: NO_PORT_SECURITY,
  revision_number: REVISION_NUMBER,
});

const SUBNET_IDS = `ARRAY(SELECT s.id::text FROM subnets s WHERE s.network_id = n.id ORDER BY s.created_at, s.id)`;

const view: View = {
  from: 'networks n',
  id: 'n.id',
  visible: visibleNetworkSql,
  columns: {
    id: 'n.id',
    name: 'n.name',
    subnets: { needs: { subnets: SUBNET_IDS }, compute: (row) => row['subnets'] },
    admin_state_up: 'n.admin_state_up',
    status: `'ACTIVE'::text`,
    tenant_id: 'n.project_id',
    shared: 'n.shared',
    'router:external': 'n.external',
    mtu: 'n.mtu',
    'provider:network_type': 'n.network_type',
    'provider:physical_network': 'n.physical_network',
    'provider:segmentation_id': 'n.segmentation_id',
    revision_number: 'n.revision',
  },
};

/** /networks. */
export function networks(settings: NetworkSettings): ResourceDefinition<NetworkInput, NetworkChanges> {
  const createMany = (
    tx: Tx,
    context: CallContext,
    inputs: readonly NetworkInput[],
  ): Promise<readonly string[]> => createNetworks(tx, context, inputs, settings);
  return {
    singular: 'network',
    collection: 'networks',
    path: '/networks',
    notFound: 'NetworkNotFound',
    attributes: attributes(settings),
    view,
    create: async (tx, context, input) => (await createMany(tx, context, [input]))[0] ?? '',
    createMany,
    update: networkUpdate(settings),
    remove: deleteNetwork,
  };
}
