import {
  Button,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import BalanceScaleIcon from '@patternfly/react-icons/icons/balance-scale-icon';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useScope } from '../../api/session.ts';
import { useLoadBalancerActions } from '../../balancing/use-load-balancer-actions.ts';
import { useText } from '../../text/index.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { useListState } from '../../ui/list-state.ts';
import { Menu } from '../../ui/menu.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyBlock, ErrorBlock } from '../../ui/states.tsx';
import { FilterBox } from '../../ui/filter-box.tsx';
import { useColumns } from './columns.tsx';
import { LIST, loadBalancersQuery, nextPageQuery } from './list.ts';

/** Traffic changes without an event. */
const REFRESH_MS = 10_000;

export function LoadBalancersScreen() {
  const { common, loadBalancers: text } = useText();
  const state = useListState(LIST);
  const scope = useScope();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    ...loadBalancersQuery(state.query, scope),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const columns = useColumns();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = (data?.items ?? []).filter(({ id }) => ids.has(id));
  const [dialog, actionsOf] = useLoadBalancerActions(() => setIds(new Set()));
  if (data === undefined && error !== null)
    return (
      <Screen title={text.title}>
        <ErrorBlock error={error} onRetry={() => void refetch()} />
      </Screen>
    );
  const isEmpty = data?.items.length === 0;
  return (
    <Screen title={text.title} actions={<CreateButton />}>
      <Toolbar clearAllFilters={state.clearFilters}>
        <ToolbarContent>
          <ToolbarItem>
            <FilterBox
              label={text.searchLabel}
              value={state.filter('q')}
              onChange={(q) => state.setFilter('q', q)}
            />
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label={text.shown}>
              {[
                [text.all, ''],
                [text.problems, 'true'],
              ].map(([name, value = '']) => (
                <ToggleGroupItem
                  key={value}
                  text={name}
                  buttonId={`shown-${value}`}
                  isSelected={state.filter('problem') === value}
                  onChange={() => state.setFilter('problem', value)}
                />
              ))}
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarGroup align={{ default: 'alignEnd' }}>
            {chosen.length > 0 && (
              <ToolbarItem alignSelf="center">
                <span aria-live="polite">{common.selected(chosen.length)}</span>
              </ToolbarItem>
            )}
            <ToolbarItem>
              <Menu
                label={text.actionsOfChosen}
                toggle={common.actions}
                variant="secondary"
                entries={actionsOf(chosen).map(({ title, onClick, ...rest }) => ({
                  key: title,
                  text: title,
                  onSelect: onClick,
                  ...rest,
                }))}
              />
            </ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
      {isEmpty && state.isFiltered && (
        <EmptyBlock title={common.nothingMatches} body={common.nothingMatchesBody} />
      )}
      {isEmpty && !state.isFiltered && (
        <EmptyBlock
          title={text.emptyTitle}
          body={text.emptyBody}
          icon={BalanceScaleIcon}
          action={<CreateButton />}
        />
      )}
      {!isEmpty && (
        <DataTable
          label={text.title}
          columns={columns}
          rows={data?.items}
          nameOf={({ name, id }) => name || common.unnamed(id)}
          state={state}
          actions={(row) => actionsOf([row])}
          selection={{ ids, set: setIds }}
        />
      )}
      <Pager
        state={state}
        page={data}
        onNear={(query) => void client.prefetchQuery(nextPageQuery(query, scope))}
      />
      {dialog}
    </Screen>
  );
}

function CreateButton() {
  const { loadBalancers: text } = useText();
  return (
    <Button variant="primary" component={(props) => <Link {...props} to="/create" />}>
      {text.create}
    </Button>
  );
}
