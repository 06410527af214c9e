import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import type { Member } from '../../api/objects.ts';
import { MEMBERS, POOLS, itemQuery } from '../../api/resources.ts';
import { useMayChange } from '../../api/session.ts';
import { nameOfPool } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { DetailFrame } from './detail-frame.tsx';
import { DeleteMembers, EditMember, memberName } from './member-forms.tsx';

export function MemberScreen() {
  const { id } = useParams<{ id: string }>();
  const { balancing: text, common } = useText();
  const because = useMayChange() ? undefined : common.readersMayNotChange;
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const query = useQuery(itemQuery(MEMBERS, id));
  const member = query.data;
  const pool = useQuery({ ...itemQuery(POOLS, member?.pool_id ?? ''), enabled: member !== undefined }).data;
  const close = (): void => setOpen(undefined);
  return (
    <DetailFrame<Member>
      query={query}
      parent={{ text: text.members, to: '/members' }}
      nameOf={memberName}
      subtitle={(found) => (
        <StatusLabel status={found.status} description={found.status_description} name={memberName(found)} />
      )}
      termsOf={(found) => [
        { term: common.id, value: found.id },
        { term: text.project, value: found.tenant_id },
        {
          term: text.pool,
          value: (
            <Link to={`/pools/${found.pool_id}`}>
              <bdi>{pool === undefined ? found.pool_id : nameOfPool(pool, common)}</bdi>
            </Link>
          ),
        },
        { term: text.address, value: found.address },
        { term: text.port, value: found.protocol_port },
        { term: text.weight, value: found.weight },
        { term: common.adminState, value: found.admin_state_up ? common.up : common.down },
      ]}
      actionsOf={() => [
        { title: text.editMember, disabledBecause: because, onClick: () => setOpen('edit') },
        {
          title: text.deleteMember,
          isDanger: true,
          disabledBecause: because,
          onClick: () => setOpen('delete'),
        },
      ]}
      dialog={
        member && (
          <>
            {open === 'edit' && <EditMember member={member} onClose={close} />}
            {open === 'delete' && (
              <DeleteMembers members={[member]} onClose={close} onDone={() => navigate('/members')} />
            )}
          </>
        )
      }
    />
  );
}
