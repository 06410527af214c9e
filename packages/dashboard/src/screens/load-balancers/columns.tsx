import type { LoadBalancer } from '../../api/objects.ts';
import { useMemo } from 'react';
import { type Texts, useFormat, useText } from '../../text/index.ts';
import type { Column } from '../../ui/data-table.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';
import { Link } from 'wouter';

export function useColumns(): readonly Column<LoadBalancer>[] {
  const texts = useText();
  return useMemo(() => columnsIn(texts), [texts]);
}

function columnsIn({ common, loadBalancers: text }: Texts): readonly Column<LoadBalancer>[] {
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
      key: 'traffic',
      title: text.traffic,
      cell: (row) => <TrafficCell balancer={row} name={nameOf(row)} />,
    },
    {
      key: 'members',
      title: text.members,
      isNumber: true,
      cell: (row) =>
        row.members_total === 0 ? text.noMembers : text.membersUp(row.members_up, row.members_total),
    },
  ];
}

interface TrafficProps {
  readonly balancer: LoadBalancer;
  readonly name: string;
}

/** Requests where the protocol has some, else connections. */
function TrafficCell({ balancer: { traffic }, name }: TrafficProps) {
  const { loadBalancers: text } = useText();
  const format = useFormat();
  if (!traffic) return '–';
  const values = traffic.requests.some((value) => value !== null) ? traffic.requests : traffic.connections;
  const last = values.findLast((value) => value !== null) ?? undefined;
  return (
    <span className="lb-traffic">
      <Sparkline values={values} label={text.trafficOf(name)} />
      <span className="lb-number">{last === undefined ? '–' : text.perSecond(format.number(last))}</span>
    </span>
  );
}
