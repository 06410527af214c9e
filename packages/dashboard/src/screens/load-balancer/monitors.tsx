import { Link } from 'wouter';
import type { HealthMonitor } from '../../api/objects.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';

interface Props {
  readonly poolId: string;
  readonly monitors: readonly HealthMonitor[] | undefined;
}

export function Monitors({ poolId, monitors }: Props) {
  const { common, loadBalancer: text } = useText();
  const format = useFormat();
  const columns: Column<HealthMonitor>[] = [
    {
      key: 'type',
      title: text.monitorType,
      cell: ({ id, type }) => <Link to={`/monitors/${id}`}>{type}</Link>,
    },
    {
      key: 'status',
      title: common.status,
      cell: ({ type, pools, admin_state_up: isUp }) => (
        <StatusLabel
          status={pools.find((pool) => pool.pool_id === poolId)?.status ?? 'ACTIVE'}
          name={type}
          isDisabled={!isUp}
        />
      ),
    },
    {
      key: 'asks',
      title: text.monitorAsks,
      cell: (monitor) =>
        monitor.url_path === undefined ? (
          '–'
        ) : (
          <bdi>
            {text.asks(monitor.http_method ?? 'GET', monitor.url_path, monitor.expected_codes ?? '200')}
          </bdi>
        ),
    },
    {
      key: 'rhythm',
      title: text.monitorRhythm,
      cell: ({ delay, timeout, max_retries: retries }) =>
        text.rhythm(format.duration(delay), format.duration(timeout), retries),
    },
  ];
  if (monitors?.length === 0) return <p>{text.noMonitors}</p>;
  return <DataTable label={text.monitors} columns={columns} rows={monitors} nameOf={({ type }) => type} />;
}
