import { Title, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import CubesIcon from '@patternfly/react-icons/icons/cubes-icon';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { PORTS, ROUTERS, type Router } from '../../api/networks.ts';
import type { LoadBalancer } from '../../api/objects.ts';
import { LOAD_BALANCERS, listQuery } from '../../api/resources.ts';
import { useScope } from '../../api/session.ts';
import { useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { FilterBox } from '../../ui/filter-box.tsx';
import { ListBlock } from '../../ui/list-block.tsx';
import { useListState } from '../../ui/list-state.ts';
import { EmptyBlock } from '../../ui/states.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';
import { Time } from '../../ui/time.tsx';
import { OperatingFrame } from './frame.tsx';
import { hostsOfRouters } from './hosts-of-routers.ts';
import { KeptDevices } from './kept-devices.tsx';

const REFRESH_MS = 10_000;

export function DevicesScreen() {
  const { operating: text } = useText();
  return (
    <OperatingFrame title={text.devices}>
      <KeptDevices />
      <LoadBalancerDevices />
      <RouterDevices />
    </OperatingFrame>
  );
}

function LoadBalancerDevices() {
  const { common, operating: text, loadBalancers: words } = useText();
  const scope = useScope();
  const state = useListState({ sortKey: 'severity', sortDirection: 'desc', filters: ['q'] });
  const query = useQuery({
    ...listQuery(LOAD_BALANCERS, { ...state.query, ...scope }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const nameOf = ({ name, id }: LoadBalancer): string => name || common.unnamed(id);
  const columns: readonly Column<LoadBalancer>[] = [
    {
      key: 'name',
      title: common.name,
      sortKey: 'name',
      cell: (row) => (
        <Link to={`/load-balancers/${row.id}`}>
          <bdi>{nameOf(row)}</bdi>
        </Link>
      ),
    },
    {
      key: 'status',
      title: common.status,
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
      key: 'host',
      title: text.host,
      cell: ({ agent_host: host }) => (host === null ? text.nowhere : <bdi>{host}</bdi>),
    },
    {
      key: 'since',
      title: text.statusSince,
      cell: ({ since }) => (since === null ? common.unknown : <Time at={since} />),
    },
    { key: 'project', title: text.projectId, cell: ({ tenant_id: project }) => <bdi>{project}</bdi> },
  ];
  return (
    <>
      <Title headingLevel="h2">{text.loadBalancers}</Title>
      <Toolbar>
        <ToolbarContent>
          <ToolbarItem>
            <FilterBox
              label={words.searchLabel}
              value={state.filter('q')}
              onChange={(q) => state.setFilter('q', q)}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <ListBlock
        label={text.loadBalancers}
        query={query}
        state={state}
        columns={columns}
        nameOf={nameOf}
        empty={<EmptyBlock title={text.noDevices} body={text.noDevicesBody} icon={CubesIcon} />}
      />
    </>
  );
}

const ROUTER_PORTS = ['network:router_interface', 'network:router_gateway'];

function RouterDevices() {
  const { common, operating: text, networks: words } = useText();
  const scope = useScope();
  const { data: routers } = useQuery({
    ...listQuery(ROUTERS, { ...scope, sort_key: 'name', sort_dir: 'asc' }),
    refetchInterval: REFRESH_MS,
  });
  const { data: ports } = useQuery(
    listQuery(PORTS, {
      device_owner: ROUTER_PORTS,
      fields: ['id', 'device_id', 'device_owner', 'binding:host_id'],
    }),
  );
  const hosts = hostsOfRouters(ports?.items ?? []);
  if (routers?.items.length === 0) return null;
  const nameOf = ({ name, id }: Router): string => name || common.unnamed(id);
  const columns: readonly Column<Router>[] = [
    {
      key: 'name',
      title: common.name,
      cell: (row) => (
        <Link to={`/networks/routers/${row.id}`}>
          <bdi>{nameOf(row)}</bdi>
        </Link>
      ),
    },
    { key: 'status', title: common.status, cell: ({ status }) => words.statusWords[status] },
    { key: 'host', title: text.host, cell: ({ id }) => <bdi>{hosts.get(id) ?? text.nowhere}</bdi> },
    { key: 'project', title: text.projectId, cell: ({ tenant_id: project }) => <bdi>{project}</bdi> },
  ];
  return (
    <>
      <Title headingLevel="h2">{text.routers}</Title>
      <DataTable label={text.routers} columns={columns} rows={routers?.items} nameOf={nameOf} />
    </>
  );
}
