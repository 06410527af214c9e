import {
  Button,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Title,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { itemQuery, listQuery } from '../../api/resources.ts';
import { useMayChange, useScope } from '../../api/session.ts';
import { useAct } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { FilterBox } from '../../ui/filter-box.tsx';
import { ListBlock } from '../../ui/list-block.tsx';
import { useListState } from '../../ui/list-state.ts';
import { Menu } from '../../ui/menu.tsx';
import { EmptyBlock, QueryBlock } from '../../ui/states.tsx';
import { NetworksFrame } from './frame.tsx';
import type { Kind } from './kind.ts';

/** Ports and floating IPs follow the devices without an event of their own. */
const REFRESH_MS = 5000;

interface Props<T> {
  readonly kind: Kind<T>;
}

export function KindListScreen<T extends { readonly id: string }>({ kind }: Props<T>) {
  const { common } = useText();
  const mayChange = useMayChange();
  const scope = useScope();
  const [dialog, ask] = useAct();
  const { filter, create, empty } = kind;
  const state = useListState({ sortKey: kind.sortKey, filters: [filter.name] });
  const query = useQuery({
    ...listQuery(kind.resource, { ...state.query, ...scope }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const button = (
    <Button onClick={() => ask(create.act)} isAriaDisabled={!mayChange}>
      {create.title}
    </Button>
  );
  return (
    <NetworksFrame title={kind.title} actions={button}>
      {!mayChange && <p className="lb-subtle">{common.readersMayNotChange}</p>}
      <Toolbar clearAllFilters={state.clearFilters}>
        <ToolbarContent>
          <ToolbarItem>
            <FilterBox
              label={filter.label}
              value={state.filter(filter.name)}
              onChange={(next) => state.setFilter(filter.name, next)}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <ListBlock
        label={kind.title}
        query={query}
        state={state}
        columns={kind.columns}
        nameOf={kind.nameOf}
        actions={(row) => kind.actions(row, ask)}
        empty={<EmptyBlock title={empty.title} body={empty.body} icon={empty.icon} />}
      />
      {dialog}
    </NetworksFrame>
  );
}

export function KindItemScreen<T extends { readonly id: string }>({ kind }: Props<T>) {
  const { id } = useParams<{ id: string }>();
  const query = useQuery({ ...itemQuery(kind.resource, id), refetchInterval: REFRESH_MS });
  return (
    <NetworksFrame title={kind.title}>
      <QueryBlock query={query}>{(row) => <Item kind={kind} row={row} />}</QueryBlock>
    </NetworksFrame>
  );
}

function Item<T extends { readonly id: string }>({ kind, row }: Props<T> & { readonly row: T }) {
  const { common } = useText();
  const [dialog, ask] = useAct();
  const name = kind.nameOf(row);
  return (
    <>
      <div className="lb-sentence lb-spread">
        <Title headingLevel="h2" size="xl">
          <bdi>{name}</bdi>
        </Title>
        <Menu
          label={common.actionsOf(name)}
          toggle={common.actions}
          variant="secondary"
          entries={kind.actions(row, ask).map(({ title, onClick, isDanger = false, disabledBecause }) => ({
            key: title,
            text: title,
            onSelect: onClick,
            isDanger,
            disabledBecause,
          }))}
        />
      </div>
      <DescriptionList columnModifier={{ default: '1Col', md: '2Col', xl: '3Col' }}>
        {[...kind.columns.slice(1), ...kind.details].map(({ key, title, cell }) => (
          <DescriptionListGroup key={key}>
            <DescriptionListTerm>{title}</DescriptionListTerm>
            <DescriptionListDescription>{cell(row)}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
        <DescriptionListGroup>
          <DescriptionListTerm>{common.id}</DescriptionListTerm>
          <DescriptionListDescription className="lb-mono">{row.id}</DescriptionListDescription>
        </DescriptionListGroup>
      </DescriptionList>
      {dialog}
    </>
  );
}
