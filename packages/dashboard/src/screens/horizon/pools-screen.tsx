import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { POOLS, listQuery } from '../../api/resources.ts';
import { useScope } from '../../api/session.ts';
import { nameOfPool, subnetName, useSubnets } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useListState } from '../../ui/list-state.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { DeletePools } from './delete-pools.tsx';
import { ListFrame } from './list-frame.tsx';
import { type PoolRow, usePoolActions } from './pool-actions.tsx';
import { AddPool } from './pool-forms.tsx';
import { usePoolRows } from './use-pool-rows.ts';

export function PoolsScreen() {
  const { balancing: text, common } = useText();
  const state = useListState({ sortKey: 'name' });
  const query = useQuery({
    ...listQuery(POOLS, { ...state.query, ...useScope() }),
    placeholderData: keepPreviousData,
  });
  const rows = usePoolRows(query.data?.items);
  const columns = useColumns();
  const { actionsOf, dialog } = usePoolActions();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<'add' | 'delete'>();
  const chosen = (query.data?.items ?? []).filter(({ id }) => ids.has(id));
  const close = (): void => setOpen(undefined);
  return (
    <ListFrame
      title={text.pools}
      query={query}
      state={state}
      add={{ text: text.addPool, onClick: () => setOpen('add') }}
      remove={{
        text: text.deletePools,
        count: chosen.length,
        onClick: () => setOpen('delete'),
        disabledBecause: chosen.some(({ vip_id: vip }) => vip !== null) ? text.someHaveVips : undefined,
      }}
      empty={{ title: text.emptyPools, body: text.emptyPoolsBody }}
      dialog={
        <>
          {dialog}
          {open === 'add' && <AddPool onClose={close} />}
          {open === 'delete' && (
            <DeletePools pools={chosen} onClose={close} onDone={() => setIds(new Set())} />
          )}
        </>
      }
    >
      <DataTable
        label={text.pools}
        columns={columns}
        rows={rows}
        nameOf={({ pool }) => nameOfPool(pool, common)}
        state={state}
        actions={actionsOf}
        selection={{ ids, set: setIds }}
      />
    </ListFrame>
  );
}

function useColumns(): readonly Column<PoolRow>[] {
  const { balancing: text, common } = useText();
  const subnets = new Map(useSubnets().map((subnet) => [subnet.id, subnetName(subnet)]));
  return [
    {
      key: 'name',
      title: common.name,
      sortKey: 'name',
      cell: ({ pool }) => (
        <Link to={`/pools/${pool.id}`}>
          <bdi>{nameOfPool(pool, common)}</bdi>
        </Link>
      ),
    },
    {
      key: 'description',
      title: text.description,
      sortKey: 'description',
      cell: ({ pool }) => <bdi className="lb-clamp">{pool.description}</bdi>,
    },
    { key: 'provider', title: text.provider, cell: ({ pool }) => pool.provider ?? text.noProvider },
    {
      key: 'subnet',
      title: text.subnet,
      cell: ({ pool }) => <bdi>{subnets.get(pool.subnet_id) ?? pool.subnet_id}</bdi>,
    },
    { key: 'protocol', title: text.protocol, sortKey: 'protocol', cell: ({ pool }) => pool.protocol },
    {
      key: 'method',
      title: text.method,
      sortKey: 'lb_method',
      cell: ({ pool }) => text.methodShort[pool.lb_method],
    },
    {
      key: 'status',
      title: common.status,
      cell: ({ pool }) => (
        <StatusLabel
          status={pool.status}
          description={pool.status_description}
          name={nameOfPool(pool, common)}
        />
      ),
    },
    { key: 'vip', title: text.vip, cell: (row) => <VipCell row={row} /> },
    {
      key: 'admin',
      title: common.adminState,
      cell: ({ pool }) => (pool.admin_state_up ? common.up : common.down),
    },
  ];
}

function VipCell({ row: { vip, floatingIp } }: { readonly row: PoolRow }) {
  const { balancing: text } = useText();
  if (vip === undefined) return <span className="lb-quiet">{text.noVip}</span>;
  return (
    <div className="lb-stack">
      <Link to={`/vips/${vip.id}`}>
        <bdi>{vip.name || vip.address}</bdi>
      </Link>
      <span className="lb-number">{vip.address}</span>
      {floatingIp !== undefined && <span className="lb-number">{floatingIp.floating_ip_address}</span>}
    </div>
  );
}
