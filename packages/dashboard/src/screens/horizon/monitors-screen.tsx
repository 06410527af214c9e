import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { HealthMonitor } from '../../api/objects.ts';
import { HEALTH_MONITORS, listQuery } from '../../api/resources.ts';
import { useMayChange, useScope } from '../../api/session.ts';
import { monitorName } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import { type Column, DataTable, type RowAction } from '../../ui/data-table.tsx';
import { useListState } from '../../ui/list-state.ts';
import { ListFrame } from './list-frame.tsx';
import { AddMonitor, DeleteMonitors, EditMonitor } from './monitor-forms.tsx';

type Open =
  | { readonly dialog: 'add' }
  | { readonly dialog: 'edit'; readonly monitor: HealthMonitor }
  | { readonly dialog: 'delete'; readonly monitors: readonly HealthMonitor[] };

export function MonitorsScreen() {
  const { balancing: text, common } = useText();
  const mayChange = useMayChange();
  const state = useListState({ sortKey: 'type' });
  const query = useQuery({
    ...listQuery(HEALTH_MONITORS, { ...state.query, ...useScope() }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>();
  const chosen = (query.data?.items ?? []).filter(({ id }) => ids.has(id));
  const close = (): void => setOpen(undefined);
  const because = mayChange ? undefined : common.readersMayNotChange;
  const actionsOf = (monitor: HealthMonitor): readonly RowAction[] => [
    {
      title: text.editMonitor,
      disabledBecause: because,
      onClick: () => setOpen({ dialog: 'edit', monitor }),
    },
    {
      title: text.deleteMonitor,
      isDanger: true,
      disabledBecause: because ?? (monitor.pools.length > 0 ? text.isUsed(monitor.pools.length) : undefined),
      onClick: () => setOpen({ dialog: 'delete', monitors: [monitor] }),
    },
  ];
  return (
    <ListFrame
      title={text.monitors}
      query={query}
      state={state}
      add={{ text: text.addMonitor, onClick: () => setOpen({ dialog: 'add' }) }}
      remove={{
        text: text.deleteMonitors,
        count: chosen.length,
        onClick: () => setOpen({ dialog: 'delete', monitors: chosen }),
        disabledBecause: chosen.some(({ pools }) => pools.length > 0) ? text.someAreUsed : undefined,
      }}
      empty={{ title: text.emptyMonitors, body: text.emptyMonitorsBody }}
      dialog={
        <>
          {open?.dialog === 'add' && <AddMonitor onClose={close} />}
          {open?.dialog === 'edit' && <EditMonitor monitor={open.monitor} onClose={close} />}
          {open?.dialog === 'delete' && (
            <DeleteMonitors monitors={open.monitors} onClose={close} onDone={() => setIds(new Set())} />
          )}
        </>
      }
    >
      <DataTable
        label={text.monitors}
        columns={columns}
        rows={query.data?.items}
        nameOf={(monitor) => monitorName(monitor, text)}
        state={state}
        actions={actionsOf}
        selection={{ ids, set: setIds }}
      />
    </ListFrame>
  );
}

function useColumns(): readonly Column<HealthMonitor>[] {
  const { balancing: text, common } = useText();
  return [
    {
      key: 'type',
      title: text.type,
      sortKey: 'type',
      cell: ({ id, type }) => <Link to={`/monitors/${id}`}>{type}</Link>,
    },
    {
      key: 'delay',
      title: text.delay,
      sortKey: 'delay',
      isNumber: true,
      cell: (row) => text.seconds(row.delay),
    },
    {
      key: 'timeout',
      title: text.timeout,
      sortKey: 'timeout',
      isNumber: true,
      cell: (row) => text.seconds(row.timeout),
    },
    {
      key: 'retries',
      title: text.retries,
      sortKey: 'max_retries',
      isNumber: true,
      cell: ({ max_retries: retries }) => retries,
    },
    { key: 'details', title: text.details, cell: (row) => <Details monitor={row} /> },
    {
      key: 'pools',
      title: text.usedBy,
      isNumber: true,
      cell: ({ pools }) => pools.length,
    },
    {
      key: 'admin',
      title: common.adminState,
      cell: ({ admin_state_up: isUp }) => (isUp ? common.up : common.down),
    },
  ];
}

function Details({ monitor }: { readonly monitor: HealthMonitor }) {
  const { balancing: text } = useText();
  const { http_method: method, url_path: path, expected_codes: codes } = monitor;
  if (method === undefined || path === undefined || codes === undefined) return '-';
  return <code className="lb-clamp">{text.detailsOf(method, path, codes)}</code>;
}
