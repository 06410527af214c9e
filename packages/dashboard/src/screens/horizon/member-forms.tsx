import type { Member } from '../../api/objects.ts';
import type { Port } from '../../api/networks.ts';
import { nameOfPool, steps, useFields, useMemberPorts, usePools } from '../../balancing/index.ts';
import { ActDialog, type Field, type Values } from '../../forms/index.ts';
import { checks, endpoint } from '../../rules/index.ts';
import { useText } from '../../text/index.ts';

interface Close {
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

export const memberName = ({ address, protocol_port: port }: Member): string => endpoint(address, port);

/** The address on the pool's subnet is the one that a balancer reaches without a router. */
function addressOn(port: Port, subnetId: string | undefined): string {
  const here = port.fixed_ips.find(({ subnet_id: id }) => id === subnetId);
  return (here ?? port.fixed_ips[0])?.ip_address ?? '';
}

export function AddMember({ poolId, onClose }: Close & { readonly poolId?: string | undefined }) {
  const { balancing: text, common, forms } = useText();
  const field = useFields();
  const pools = usePools();
  const ports = useMemberPorts();
  const pool: Field = {
    name: 'pool_id',
    label: text.pool,
    kind: 'choice',
    isRequired: true,
    options: pools.map((each) => ({ value: each.id, text: nameOfPool(each, common) })),
    emptyText: forms.choose,
  };
  const source: Field = {
    name: 'source',
    label: text.source,
    kind: 'choice',
    isRequired: true,
    hint: text.sourceHint,
    options: [
      { value: 'address', text: text.sourceAddress },
      { value: 'ports', text: text.sourcePorts },
    ],
  };
  const many: Field = {
    name: 'ports',
    label: text.ports,
    kind: 'many',
    isRequired: true,
    emptyText: text.noPorts,
    options: ports.map((port) => ({
      value: port.id,
      text: text.portNamed(port.name, port.fixed_ips.map(({ ip_address: each }) => each).join(', ')),
    })),
    isShown: (values) => values['source'] === 'ports',
  };
  const address: Field = {
    name: 'address',
    label: text.address,
    kind: 'text',
    isRequired: true,
    check: checks.memberAddress,
    isShown: (values) => values['source'] !== 'ports',
  };
  const stepsOf = (values: Values) => {
    const { pool_id: id = '' } = values;
    if (values['source'] !== 'ports') return [steps.addMember(id, values)];
    const subnet = pools.find((each) => each.id === id)?.subnet_id;
    const chosen = new Set((values['ports'] ?? '').split(' '));
    return ports
      .filter((port) => chosen.has(port.id))
      .map((port) =>
        steps.addMember(id, { ...values, address: addressOn(port, subnet) }, `member-${port.id}`),
      );
  };
  return (
    <ActDialog
      title={text.addMember}
      submitText={text.addMember}
      fields={[pool, source, many, address, field.port, field.weight, field.adminUp]}
      initial={{
        pool_id: poolId ?? '',
        source: 'address',
        protocol_port: '80',
        weight: '1',
        admin_state_up: 'true',
      }}
      stepsOf={stepsOf}
      done={text.created(text.member)}
      onClose={onClose}
    />
  );
}

export function EditMember({ member, onClose }: Close & { readonly member: Member }) {
  const { balancing: text, common } = useText();
  const field = useFields();
  const pools = usePools();
  const name = memberName(member);
  const before: Values = {
    id: member.id,
    pool_id: member.pool_id,
    weight: String(member.weight),
    admin_state_up: String(member.admin_state_up),
  };
  const pool: Field = {
    name: 'pool_id',
    label: text.poolOfMember,
    kind: 'choice',
    isRequired: true,
    options: pools.map((each) => ({ value: each.id, text: nameOfPool(each, common) })),
  };
  return (
    <ActDialog
      title={text.titleOf(text.editMember, name)}
      submitText={text.editMember}
      fields={[field.id, pool, field.weight, field.adminUp]}
      initial={before}
      stepsOf={(values) => steps.editMember({ of: { id: member.id, name }, before, values })}
      done={text.saved(name)}
      onClose={onClose}
    />
  );
}

export function DeleteMembers({ members, onClose, onDone }: Close & { readonly members: readonly Member[] }) {
  const { balancing: text } = useText();
  const [first] = members;
  const names = members.map(memberName);
  const isOne = members.length === 1 && first !== undefined;
  const action = isOne ? text.deleteMember : text.deleteMembers;
  return (
    <ActDialog
      isDanger
      title={isOne ? text.titleOf(action, memberName(first)) : action}
      intro={isOne ? text.memberIntro(memberName(first)) : text.membersIntro(members.length)}
      consequences={isOne ? [] : names}
      submitText={action}
      stepsOf={() =>
        members.map((member) => steps.remove('member', { id: member.id, name: memberName(member) }))
      }
      done={text.deleted(isOne ? memberName(first) : text.members)}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
