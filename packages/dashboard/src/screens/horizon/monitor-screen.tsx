import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import type { HealthMonitor } from '../../api/objects.ts';
import { HEALTH_MONITORS, itemQuery } from '../../api/resources.ts';
import { useMayChange } from '../../api/session.ts';
import { nameOfPool, usePools } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { DetailFrame, type Term } from './detail-frame.tsx';
import { DeleteMonitors, EditMonitor } from './monitor-forms.tsx';

export function MonitorScreen() {
  const { id } = useParams<{ id: string }>();
  const { balancing: text, common } = useText();
  const because = useMayChange() ? undefined : common.readersMayNotChange;
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const query = useQuery(itemQuery(HEALTH_MONITORS, id));
  const monitor = query.data;
  const close = (): void => setOpen(undefined);
  const httpTerms = ({ http_method, url_path, expected_codes }: HealthMonitor): readonly Term[] =>
    http_method === undefined
      ? []
      : [
          { term: text.httpMethod, value: http_method },
          { term: text.urlPath, value: <code>{url_path}</code> },
          { term: text.codes, value: expected_codes },
        ];
  return (
    <DetailFrame<HealthMonitor>
      query={query}
      parent={{ text: text.monitors, to: '/monitors' }}
      nameOf={({ type, id: own }) => `${type} ${own.slice(0, 8)}`}
      termsOf={(found) => [
        { term: common.id, value: found.id },
        { term: text.project, value: found.tenant_id },
        { term: text.type, value: text.types[found.type] },
        { term: text.delay, value: text.seconds(found.delay) },
        { term: text.timeout, value: text.seconds(found.timeout) },
        { term: text.retries, value: found.max_retries },
        ...httpTerms(found),
        { term: text.usedBy, value: <UsedBy monitor={found} /> },
        { term: common.adminState, value: found.admin_state_up ? common.up : common.down },
      ]}
      actionsOf={({ pools }) => [
        { title: text.editMonitor, disabledBecause: because, onClick: () => setOpen('edit') },
        {
          title: text.deleteMonitor,
          isDanger: true,
          disabledBecause: because ?? (pools.length > 0 ? text.isUsed(pools.length) : undefined),
          onClick: () => setOpen('delete'),
        },
      ]}
      dialog={
        monitor && (
          <>
            {open === 'edit' && <EditMonitor monitor={monitor} onClose={close} />}
            {open === 'delete' && (
              <DeleteMonitors monitors={[monitor]} onClose={close} onDone={() => navigate('/monitors')} />
            )}
          </>
        )
      }
    />
  );
}

/** With the status that it has in each. */
function UsedBy({ monitor }: { readonly monitor: HealthMonitor }) {
  const { common } = useText();
  const pools = new Map(usePools().map((pool) => [pool.id, nameOfPool(pool, common)]));
  if (monitor.pools.length === 0) return common.none;
  return (
    <ul className="lb-lines">
      {monitor.pools.map(({ pool_id: id, status }) => (
        <li key={id} className="lb-inline">
          <Link to={`/pools/${id}`}>
            <bdi>{pools.get(id) ?? id}</bdi>
          </Link>
          <StatusLabel status={status} name={pools.get(id) ?? id} />
        </li>
      ))}
    </ul>
  );
}
