import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'wouter';
import type { HealthMonitor, Member, Pool } from '../../api/objects.ts';
import { MEMBERS, POOLS, itemQuery, listQuery } from '../../api/resources.ts';
import { monitorName, nameOfPool, subnetName, useMonitors, useSubnets } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { DetailFrame, type Term } from './detail-frame.tsx';
import { memberName } from './member-forms.tsx';
import { type PoolRow, usePoolActions } from './pool-actions.tsx';
import { usePoolRows } from './use-pool-rows.ts';

export function PoolScreen() {
  const { id } = useParams<{ id: string }>();
  const { balancing: text, common } = useText();
  const [, navigate] = useLocation();
  const query = useQuery(itemQuery(POOLS, id));
  const members = useQuery(listQuery(MEMBERS, { pool_id: id })).data?.items ?? [];
  const [row] = usePoolRows(query.data && [query.data]) ?? [];
  const { actionsOf, dialog } = usePoolActions({ onDeleted: () => navigate('/pools') });
  const terms = useTerms(row, members);
  return (
    <DetailFrame<Pool>
      query={query}
      parent={{ text: text.pools, to: '/pools' }}
      nameOf={(pool) => nameOfPool(pool, common)}
      subtitle={(pool) => (
        <span className="lb-inline">
          <StatusLabel
            status={pool.status}
            description={pool.status_description}
            name={nameOfPool(pool, common)}
          />
          <Link to={`/load-balancers/${id}`}>{text.openLoadBalancer}</Link>
        </span>
      )}
      termsOf={() => terms}
      actionsOf={() => (row === undefined ? [] : actionsOf(row))}
      dialog={dialog}
    />
  );
}

function useTerms(row: PoolRow | undefined, members: readonly Member[]): readonly Term[] {
  const { balancing: text, common } = useText();
  const subnet = useSubnets().find(({ id }) => id === row?.pool.subnet_id);
  const monitors = useMonitors();
  if (row === undefined) return [];
  const { pool, vip, floatingIp } = row;
  return [
    { term: common.id, value: pool.id },
    { term: common.name, value: <bdi>{pool.name}</bdi> },
    { term: text.description, value: <bdi>{pool.description || '-'}</bdi> },
    { term: text.project, value: pool.tenant_id },
    {
      term: text.vip,
      value: vip ? (
        <Link to={`/vips/${vip.id}`}>
          <bdi>{vip.name || vip.address}</bdi>
        </Link>
      ) : (
        text.noVip
      ),
    },
    { term: text.floatingIp, value: floatingIp?.floating_ip_address ?? common.none },
    { term: text.provider, value: pool.provider ?? text.noProvider },
    { term: text.subnet, value: subnet === undefined ? pool.subnet_id : subnetName(subnet) },
    { term: text.protocol, value: pool.protocol },
    { term: text.method, value: text.methodShort[pool.lb_method] },
    { term: text.members, value: <Members members={members} /> },
    { term: text.monitors, value: <Monitors pool={pool} monitors={monitors} /> },
    { term: common.adminState, value: pool.admin_state_up ? common.up : common.down },
  ];
}

function Members({ members }: { readonly members: readonly Member[] }) {
  const { balancing: text } = useText();
  if (members.length === 0) return text.noMembers;
  return (
    <ul className="lb-lines">
      {members.map((member) => (
        <li key={member.id} className="lb-inline">
          <Link to={`/members/${member.id}`}>{memberName(member)}</Link>
          <StatusLabel
            status={member.status}
            description={member.status_description}
            name={memberName(member)}
          />
        </li>
      ))}
    </ul>
  );
}

/** A monitor has a status in each pool. */
function Monitors({ pool, monitors }: { readonly pool: Pool; readonly monitors: readonly HealthMonitor[] }) {
  const { common, balancing: text } = useText();
  if (pool.health_monitors_status.length === 0) return common.none;
  return (
    <ul className="lb-lines">
      {pool.health_monitors_status.map(({ monitor_id: id, status, status_description: why }) => {
        const monitor = monitors.find((each) => each.id === id);
        const name = monitor === undefined ? id : monitorName(monitor, text);
        return (
          <li key={id} className="lb-inline">
            <Link to={`/monitors/${id}`}>{name}</Link>
            <StatusLabel status={status} description={why} name={name} />
          </li>
        );
      })}
    </ul>
  );
}
