import { type MemberInput, createMembers } from '../../../usecases/balancing/create-members.ts';
import { deleteMember } from '../../../usecases/balancing/delete-member.ts';
import type { Cidr } from '../../../usecases/network/cidr.ts';
import { type MemberChanges, updateMember } from '../../../usecases/balancing/update-member.ts';
import type { AttributeMap } from '../../resource/attribute.ts';
import { toInt } from '../../resource/converters.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { TENANT_ID } from '../owner.ts';
import { range } from '../../resource/validators.ts';
import type { View } from '../../resource/view.ts';
import {
  ADMIN_STATE_UP,
  ID,
  PROTOCOL_PORT,
  STATUS,
  STATUS_DESCRIPTION,
  requiredUuid,
} from '../common-attributes.ts';
import type { Liveness } from '../../../devices/index.ts';
import { memberAddress } from './member-address.ts';
import { statusColumns } from '../status-columns.ts';
import { deviceJoins } from '../../../devices/status-sql.ts';

/** Prefixes that no member may have an address in. */
export interface MemberOptions {
  readonly forbiddenMembers?: readonly Cidr[];
}

const attributes = ({ forbiddenMembers }: MemberOptions): AttributeMap => ({
  id: ID,
  tenant_id: TENANT_ID,
  pool_id: { ...requiredUuid, put: true },
  address: {
    type: 'ip',
    post: true,
    required: true,
    validate: memberAddress(forbiddenMembers),
    example: '10.0.0.11',
  },
  protocol_port: PROTOCOL_PORT,
  weight: {
    type: 'integer',
    post: true,
    put: true,
    default: 1,
    convert: toInt,
    validate: range(0, 256),
    example: 10,
  },
  admin_state_up: ADMIN_STATE_UP,
  status: STATUS,
  status_description: STATUS_DESCRIPTION,
  revision_number: REVISION_NUMBER,
});

const memberView = (liveness: Liveness): View => ({
  from: `members m JOIN pools p ON p.id = m.pool_id
${deviceJoins({ deviceId: 'p.load_balancer_id', memberId: 'm.id' })}`,
  id: 'm.id',
  visible: (project) => `m.project_id = ${project}`,
  columns: {
    id: 'm.id',
    tenant_id: 'm.project_id',
    pool_id: 'm.pool_id',
    address: 'm.address',
    protocol_port: 'm.protocol_port',
    weight: 'm.weight',
    admin_state_up: 'm.admin_state_up',
    revision_number: 'm.revision',
    ...statusColumns(
      {
        deviceId: 'p.load_balancer_id',
        adminStateUp: 'm.admin_state_up',
        createdGeneration: 'm.created_generation',
        changedGeneration: 'm.changed_generation',
        memberId: 'm.id',
      },
      liveness,
    ),
  },
});

export const memberResource = (
  options: MemberOptions & Liveness,
): ResourceDefinition<MemberInput, MemberChanges> => ({
  singular: 'member',
  collection: 'members',
  path: '/lb/members',
  dryRun: true,
  notFound: 'MemberNotFound',
  attributes: attributes(options),
  view: memberView(options),
  create: async (tx, context, input) => (await createMembers(tx, context, [input]))[0] ?? '',
  createMany: createMembers,
  update: updateMember,
  remove: deleteMember,
});
