import { Icon } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/icons/exclamation-circle-icon';
import ServerIcon from '@patternfly/react-icons/icons/server-icon';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { AGENTS, type Agent } from '../../api/operating.ts';
import { listQuery } from '../../api/resources.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useListState } from '../../ui/list-state.ts';
import { Pager } from '../../ui/pager.tsx';
import { EmptyBlock, ErrorBlock } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { AgentLabel } from './agent-label.tsx';
import { isInTrouble, isoOf } from './agent-state.ts';
import { OperatingFrame } from './frame.tsx';
import { useAgentActions } from './use-agent-actions.tsx';

/** Agents change without events. */
export const AGENTS_REFRESH_MS = 2000;

export function AgentsScreen() {
  const { operating: text } = useText();
  return (
    <OperatingFrame title={text.agents}>
      <Agents />
    </OperatingFrame>
  );
}

function Agents() {
  const { operating: text } = useText();
  const state = useListState({ sortKey: 'alive' });
  const { data, error, refetch } = useQuery({
    ...listQuery(AGENTS, state.query),
    placeholderData: keepPreviousData,
    refetchInterval: AGENTS_REFRESH_MS,
  });
  const columns = useAgentColumns();
  const [dialog, actionsOf] = useAgentActions();
  if (data === undefined && error !== null)
    return <ErrorBlock error={error} onRetry={() => void refetch()} />;
  if (data?.items.length === 0)
    return <EmptyBlock title={text.noAgents} body={text.noAgentsBody} icon={ServerIcon} />;
  return (
    <>
      {data !== undefined && <Sentence agents={data.items} />}
      <DataTable
        label={text.agents}
        columns={columns}
        rows={data?.items}
        nameOf={({ host }) => host}
        state={state}
        actions={actionsOf}
      />
      <Pager state={state} page={data} />
      {dialog}
    </>
  );
}

function Sentence({ agents }: { readonly agents: readonly Agent[] }) {
  const { operating: text } = useText();
  const bad = agents.filter(isInTrouble).length;
  return (
    <output className="lb-sentence">
      <Icon status={bad === 0 ? 'success' : 'danger'}>
        {bad === 0 ? <CheckCircleIcon /> : <ExclamationCircleIcon />}
      </Icon>
      {bad === 0 ? text.allAlive(agents.length) : text.trouble(bad, agents.length)}
    </output>
  );
}

function useAgentColumns(): readonly Column<Agent>[] {
  const { common, operating: text } = useText();
  const format = useFormat();
  return [
    {
      key: 'host',
      title: text.host,
      sortKey: 'host',
      cell: ({ id, host, description }) => (
        <>
          <Link to={`/operating/agents/${id}`}>
            <bdi>{host}</bdi>
          </Link>
          {description && (
            <div className="lb-subtle">
              <bdi>{description}</bdi>
            </div>
          )}
        </>
      ),
    },
    { key: 'state', title: text.state, sortKey: 'alive', cell: (agent) => <AgentLabel agent={agent} /> },
    {
      key: 'since',
      title: text.since,
      sortKey: 'started_at',
      cell: ({ started_at: at }) => <Time at={isoOf(at)} />,
    },
    {
      key: 'heartbeat',
      title: text.lastHeartbeat,
      sortKey: 'heartbeat_timestamp',
      cell: ({ heartbeat_timestamp: at }) => <Time at={isoOf(at)} />,
    },
    {
      key: 'devices',
      title: text.deviceCount,
      isNumber: true,
      cell: ({ configurations: { instances = 0, carries } }) =>
        typeof carries === 'number'
          ? text.ofCarries(format.number(instances), format.number(carries))
          : format.number(instances),
    },
    {
      key: 'load',
      title: text.load,
      isNumber: true,
      cell: ({ configurations: { load } }) =>
        typeof load === 'number' ? format.number(load) : common.unknown,
    },
    {
      key: 'version',
      title: text.version,
      cell: ({ configurations: { version } }) => version ?? common.unknown,
    },
    {
      key: 'networks',
      title: text.physicalNetworks,
      cell: ({ configurations: { physical_networks: names = [] } }) =>
        names.length === 0 ? common.none : <bdi>{format.list(names)}</bdi>,
    },
  ];
}
