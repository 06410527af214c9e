import { Content, List, ListItem } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Pool } from '../../api/objects.ts';
import { AGENTS, type Agent, poolsOfAgentQuery } from '../../api/operating.ts';
import { PORTS } from '../../api/networks.ts';
import { deleteOne, listQuery, updateOne } from '../../api/resources.ts';
import { useMayChange } from '../../api/session.ts';
import { type Act, useAct, valueOf } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import type { RowAction } from '../../ui/data-table.tsx';
import { useToasts } from '../../ui/toasts.tsx';

interface Affected {
  readonly pools: readonly Pool[];
  readonly routers: number;
}

/** What can be done with an agent. Whatever interrupts somebody names them first. */
export function useAgentActions(): readonly [ReactNode, (agent: Agent) => readonly RowAction[]] {
  const { common, operating: text } = useText();
  const [dialog, ask] = useAct();
  const mayChange = useMayChange();
  const client = useQueryClient();
  const say = useToasts();
  const affectedBy = async ({ id, host }: Agent): Promise<Affected> => {
    const [pools, ports] = await Promise.all([
      client.fetchQuery({ ...poolsOfAgentQuery(id), staleTime: 0 }),
      client.fetchQuery(listQuery(PORTS, { 'binding:host_id': host, fields: ['device_id', 'device_owner'] })),
    ]);
    const routers = ports.items.filter(({ device_owner: owner }) => owner.startsWith('network:router'));
    return { pools, routers: new Set(routers.map(({ device_id: router }) => router)).size };
  };
  const warn = (agent: Agent, act: (affected: ReactNode) => Act): void =>
    void affectedBy(agent).then(
      (affected) => ask(act(<AffectedList {...affected} />)),
      (error: unknown) => say.failure(common.errorTitle, error),
    );
  const disable = ({ id, host }: Agent, affected: ReactNode): Act => ({
    title: text.disableTitle(host),
    intro: [<Content key="what">{text.disableBody}</Content>, affected],
    submitText: text.disable,
    isDanger: true,
    run: () => updateOne(AGENTS, id, { admin_state_up: false }),
    done: text.disabledDone(host),
  });
  const enable = ({ id, host }: Agent): Act => ({
    title: text.enableTitle(host),
    intro: <Content>{text.enableBody}</Content>,
    submitText: text.enable,
    run: () => updateOne(AGENTS, id, { admin_state_up: true }),
    done: text.enabledDone(host),
  });
  const remove = ({ id, host }: Agent, affected: ReactNode): Act => ({
    title: text.deleteTitle(host),
    intro: [<Content key="what">{text.deleteBody}</Content>, affected],
    submitText: common.delete,
    isDanger: true,
    run: () => deleteOne(AGENTS, id),
    done: text.deletedDone(host),
  });
  const describe = ({ id, description }: Agent): Act => ({
    title: text.editDescription,
    fields: [{ name: 'description', label: common.description, kind: 'text' }],
    initial: { description: description ?? '' },
    submitText: common.save,
    run: (values) => updateOne(AGENTS, id, { description: valueOf(values, 'description') }),
    done: text.savedDone,
  });
  const disabledBecause = mayChange ? undefined : common.readersMayNotChange;
  const actionsOf = (agent: Agent): readonly RowAction[] => [
    agent.admin_state_up
      ? {
          title: text.disable,
          onClick: () => warn(agent, (affected) => disable(agent, affected)),
          disabledBecause,
        }
      : { title: text.enable, onClick: () => ask(enable(agent)), disabledBecause },
    { title: text.editDescription, onClick: () => ask(describe(agent)), disabledBecause },
    {
      title: common.delete,
      onClick: () => warn(agent, (affected) => remove(agent, affected)),
      isDanger: true,
      disabledBecause,
    },
  ];
  return [dialog, actionsOf];
}

/** More are counted. */
const NAMED = 8;

function AffectedList({ pools, routers }: Affected) {
  const { common, operating: text } = useText();
  const rest = pools.length - NAMED;
  return (
    <Content key="affected">
      <p>{pools.length === 0 ? text.affectsNobody : text.affectedPools(pools.length)}</p>
      {pools.length > 0 && (
        <List>
          {pools.slice(0, NAMED).map(({ id, name }) => (
            <ListItem key={id}>
              <bdi>{name || common.unnamed(id)}</bdi>
            </ListItem>
          ))}
          {rest > 0 && <ListItem>{text.andMore(rest)}</ListItem>}
        </List>
      )}
      {routers > 0 && <p>{text.affectedRouters(routers)}</p>}
    </Content>
  );
}
