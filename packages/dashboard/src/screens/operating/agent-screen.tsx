import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Title,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import type { Pool } from '../../api/objects.ts';
import { AGENTS, type Agent, poolsOfAgentQuery } from '../../api/operating.ts';
import { itemQuery } from '../../api/resources.ts';
import { useFormat, useText } from '../../text/index.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Menu } from '../../ui/menu.tsx';
import { EmptyBlock, ErrorBlock, QueryBlock } from '../../ui/states.tsx';
import { StatusLabel } from '../../ui/status-label.tsx';
import { Time } from '../../ui/time.tsx';
import { AgentLabel } from './agent-label.tsx';
import { isoOf } from './agent-state.ts';
import { AGENTS_REFRESH_MS } from './agents-screen.tsx';
import { Capacity } from './capacity.tsx';
import { OperatingFrame } from './frame.tsx';
import { Programs } from './programs.tsx';
import { useAgentActions } from './use-agent-actions.tsx';

export function AgentScreen() {
  const { operating: text } = useText();
  const { id } = useParams<{ id: string }>();
  return (
    <OperatingFrame title={text.agents}>
      <OneAgent id={id} />
    </OperatingFrame>
  );
}

function OneAgent({ id }: { readonly id: string }) {
  const query = useQuery({ ...itemQuery(AGENTS, id), refetchInterval: AGENTS_REFRESH_MS });
  return (
    <QueryBlock query={query}>
      {(agent) => (
        <>
          <Head agent={agent} />
          <Facts agent={agent} />
          <PoolsOfAgent id={id} />
        </>
      )}
    </QueryBlock>
  );
}

function Head({ agent }: { readonly agent: Agent }) {
  const { common } = useText();
  const [dialog, actionsOf] = useAgentActions();
  return (
    <div className="lb-sentence">
      <Title headingLevel="h2" size="xl">
        <bdi>{agent.host}</bdi>
      </Title>
      <AgentLabel agent={agent} />
      <Menu
        label={common.actionsOf(agent.host)}
        toggle={common.actions}
        variant="secondary"
        entries={actionsOf(agent).map(({ title, onClick, isDanger = false, disabledBecause }) => ({
          key: title,
          text: title,
          onSelect: onClick,
          isDanger,
          disabledBecause,
        }))}
      />
      {dialog}
    </div>
  );
}

function Facts({ agent }: { readonly agent: Agent }) {
  const { common, operating: text } = useText();
  const format = useFormat();
  const { configurations: known } = agent;
  const listOf = (items: readonly string[] = []): string =>
    items.length === 0 ? common.none : format.list(items);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [common.description, agent.description || common.none],
    [text.since, <Time key="since" at={isoOf(agent.started_at)} />],
    [text.lastHeartbeat, <Time key="heartbeat" at={isoOf(agent.heartbeat_timestamp)} />],
    [text.version, known.version ?? common.unknown],
    [text.drivers, listOf(known.device_drivers)],
    [text.programs, known.programs ? <Programs key="programs" programs={known.programs} /> : common.unknown],
    [text.physicalNetworks, listOf(known.physical_networks)],
    [text.networkTypes, listOf(known.network_types)],
    [text.tunnelIp, known.tunnel_ip ?? common.none],
    [text.deviceCount, format.number(known.instances ?? 0)],
    [text.load, typeof known.load === 'number' ? format.number(known.load) : common.unknown],
    [
      common.id,
      <span key="id" className="lb-mono">
        {agent.id}
      </span>,
    ],
  ];
  return (
    <>
      <DescriptionList columnModifier={{ default: '1Col', md: '2Col', xl: '3Col' }}>
        {facts.map(([term, value]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription>
              <bdi>{value}</bdi>
            </DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
      {known.capacity && known.capacity.length > 0 && <Capacity limits={known.capacity} />}
    </>
  );
}

function PoolsOfAgent({ id }: { readonly id: string }) {
  const { common, operating: text } = useText();
  const { data, error, refetch } = useQuery(poolsOfAgentQuery(id));
  const nameOf = (pool: Pool): string => pool.name || common.unnamed(pool.id);
  const columns: readonly Column<Pool>[] = [
    {
      key: 'name',
      title: common.name,
      cell: (pool) => (
        <Link to={`/load-balancers/${pool.id}`}>
          <bdi>{nameOf(pool)}</bdi>
        </Link>
      ),
    },
    {
      key: 'status',
      title: common.status,
      cell: (pool) => (
        <StatusLabel status={pool.status} description={pool.status_description} name={nameOf(pool)} />
      ),
    },
    { key: 'protocol', title: common.protocol, cell: ({ protocol }) => protocol },
    { key: 'project', title: text.projectId, cell: ({ tenant_id: project }) => <bdi>{project}</bdi> },
  ];
  return (
    <>
      <Title headingLevel="h2">{text.runs}</Title>
      {error !== null && <ErrorBlock error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <EmptyBlock title={text.runsNone} body={text.runsNoneBody} />}
      {error === null && data?.length !== 0 && (
        <DataTable label={text.runs} columns={columns} rows={data} nameOf={nameOf} />
      )}
    </>
  );
}
