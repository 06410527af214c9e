import { FormSelect, FormSelectOption, ToolbarItem } from '@patternfly/react-core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Member } from '../../api/objects.ts';
import { MEMBERS, listQuery } from '../../api/resources.ts';
import { useMayChange, useScope } from '../../api/session.ts';
import { nameOfPool, usePools } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import { type Column, DataTable, type RowAction } from '../../ui/data-table.tsx';
import { useListState } from '../../ui/list-state.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { ListFrame } from './list-frame.tsx';
import { AddMember, DeleteMembers, EditMember, memberName } from './member-forms.tsx';

type Open =
  | { readonly dialog: 'add' }
  | { readonly dialog: 'edit'; readonly member: Member }
  | { readonly dialog: 'delete'; readonly members: readonly Member[] };

export function MembersScreen() {
  const { balancing: text, common } = useText();
  const mayChange = useMayChange();
  const state = useListState({ sortKey: 'address', filters: ['pool_id'] });
  const query = useQuery({
    ...listQuery(MEMBERS, { ...state.query, ...useScope() }),
    placeholderData: keepPreviousData,
  });
  const pools = usePools();
  const columns = useColumns(new Map(pools.map((pool) => [pool.id, nameOfPool(pool, common)])));
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>();
  const chosen = (query.data?.items ?? []).filter(({ id }) => ids.has(id));
  const close = (): void => setOpen(undefined);
  const because = mayChange ? undefined : common.readersMayNotChange;
  const actionsOf = (member: Member): readonly RowAction[] => [
    { title: text.editMember, disabledBecause: because, onClick: () => setOpen({ dialog: 'edit', member }) },
    {
      title: text.deleteMember,
      isDanger: true,
      disabledBecause: because,
      onClick: () => setOpen({ dialog: 'delete', members: [member] }),
    },
  ];
  return (
    <ListFrame
      title={text.members}
      query={query}
      state={state}
      add={{ text: text.addMember, onClick: () => setOpen({ dialog: 'add' }) }}
      remove={{
        text: text.deleteMembers,
        count: chosen.length,
        onClick: () => setOpen({ dialog: 'delete', members: chosen }),
      }}
      filters={
        <ToolbarItem>
          <FormSelect
            aria-label={text.poolOf}
            value={state.filter('pool_id')}
            onChange={(_, id) => state.setFilter('pool_id', id)}
          >
            <FormSelectOption value="" label={text.allPools} />
            {pools.map((pool) => (
              <FormSelectOption key={pool.id} value={pool.id} label={nameOfPool(pool, common)} />
            ))}
          </FormSelect>
        </ToolbarItem>
      }
      empty={{ title: text.emptyMembers, body: text.emptyMembersBody }}
      dialog={
        <>
          {open?.dialog === 'add' && <AddMember poolId={state.filter('pool_id')} onClose={close} />}
          {open?.dialog === 'edit' && <EditMember member={open.member} onClose={close} />}
          {open?.dialog === 'delete' && (
            <DeleteMembers members={open.members} onClose={close} onDone={() => setIds(new Set())} />
          )}
        </>
      }
    >
      <DataTable
        label={text.members}
        columns={columns}
        rows={query.data?.items}
        nameOf={memberName}
        state={state}
        actions={actionsOf}
        selection={{ ids, set: setIds }}
      />
    </ListFrame>
  );
}

function useColumns(pools: ReadonlyMap<string, string>): readonly Column<Member>[] {
  const { balancing: text, common } = useText();
  return [
    {
      key: 'address',
      title: text.address,
      sortKey: 'address',
      cell: (member) => <Link to={`/members/${member.id}`}>{member.address}</Link>,
    },
    {
      key: 'port',
      title: text.port,
      sortKey: 'protocol_port',
      isNumber: true,
      cell: ({ protocol_port: port }) => port,
    },
    { key: 'weight', title: text.weight, sortKey: 'weight', isNumber: true, cell: ({ weight }) => weight },
    {
      key: 'pool',
      title: text.pool,
      cell: ({ pool_id: id }) => (
        <Link to={`/pools/${id}`}>
          <bdi>{pools.get(id) ?? id}</bdi>
        </Link>
      ),
    },
    {
      key: 'status',
      title: common.status,
      cell: (member) => (
        <StatusLabel
          status={member.status}
          description={member.status_description}
          name={memberName(member)}
        />
      ),
    },
    {
      key: 'admin',
      title: common.adminState,
      cell: ({ admin_state_up: isUp }) => (isUp ? common.up : common.down),
    },
  ];
}
