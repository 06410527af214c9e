import type { LoadBalancer } from '../../api/objects.ts';
import { useText } from '../../text/index.ts';
import type { Column } from '../../ui/data-table.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';
import { Link } from 'wouter';

export function useColumns(): readonly Column<LoadBalancer>[] {
  const { common, loadBalancers: text } = useText();
  const nameOf = ({ name, id }: LoadBalancer): string => name || common.unnamed(id);
  return [
    {
      key: 'name',
      title: text.name,
      sortKey: 'name',
      cell: (row) => (
        <Link to={`/load-balancers/${row.id}`}>
          <bdi>{nameOf(row)}</bdi>
        </Link>
      ),
    },
    {
      key: 'status',
      title: text.status,
      sortKey: 'severity',
      cell: (row) => (
        <StatusLabel
          status={row.status}
          description={row.status_description}
          name={nameOf(row)}
          isDegraded={row.severity === 2}
        />
      ),
    },
    {
      key: 'listener',
      title: text.listener,
      cell: ({ vip }) => (vip === null ? text.noVip : `${vip.protocol} ${vip.address}:${vip.protocol_port}`),
    },
    { key: 'floating', title: text.floatingIp, cell: (row) => row.floating_ip_address ?? common.none },
    {
      key: 'members',
      title: text.members,
      isNumber: true,
      cell: (row) =>
        row.members_total === 0 ? text.noMembers : text.membersUp(row.members_up, row.members_total),
    },
  ];
}
