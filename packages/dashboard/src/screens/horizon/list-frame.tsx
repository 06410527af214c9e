import { Button, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem, Tooltip } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import type { Page } from '../../api/resources.ts';
import { useMayChange } from '../../api/session.ts';
import { useText } from '../../text/index.ts';
import type { ListState } from '../../ui/list-state.ts';
import { Pager } from '../../ui/pager.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyBlock, ErrorBlock } from '../../ui/states.tsx';

interface Props {
  readonly title: string;
  readonly query: {
    readonly data: Page<{ readonly id: string }> | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly state: ListState;
  readonly add: { readonly text: string; readonly onClick: () => void };
  readonly remove: {
    readonly text: string;
    readonly onClick: () => void;
    readonly count: number;
    readonly disabledBecause?: string | undefined;
  };
  readonly filters?: ReactNode;
  readonly empty: { readonly title: string; readonly body: string };
  readonly children: ReactNode;
  readonly dialog: ReactNode;
}

/** What the three tabs have in common: add, delete the chosen, filters, table, pages. */
export function ListFrame(props: Props) {
  const { title, query, state, add, remove, filters, empty, children, dialog } = props;
  const { common } = useText();
  const mayChange = useMayChange();
  if (query.data === undefined && query.error !== null)
    return (
      <Screen title={title}>
        <ErrorBlock error={query.error} onRetry={() => void query.refetch()} />
      </Screen>
    );
  const isEmpty = query.data?.items.length === 0;
  const addButton = (
    <Explained because={mayChange ? undefined : common.readersMayNotChange} variant="primary" {...add} />
  );
  return (
    <Screen title={title} actions={isEmpty ? undefined : addButton}>
      {(!isEmpty || state.isFiltered) && (
        <Toolbar>
          <ToolbarContent>
            {filters}
            <ToolbarGroup align={{ default: 'alignEnd' }}>
              {remove.count > 0 && (
                <ToolbarItem alignSelf="center">
                  <span aria-live="polite">{common.selected(remove.count)}</span>
                </ToolbarItem>
              )}
              <ToolbarItem>
                <Explained
                  because={mayChange ? remove.disabledBecause : common.readersMayNotChange}
                  variant="secondary"
                  isDanger
                  isDisabled={remove.count === 0}
                  text={remove.text}
                  onClick={remove.onClick}
                />
              </ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      )}
      {isEmpty && state.isFiltered && (
        <EmptyBlock
          title={common.nothingMatches}
          body={common.nothingMatchesBody}
          action={
            <Button variant="link" onClick={state.clearFilters}>
              {common.clearFilters}
            </Button>
          }
        />
      )}
      {isEmpty && !state.isFiltered && <EmptyBlock {...empty} action={addButton} />}
      {!isEmpty && children}
      <Pager state={state} page={query.data} />
      {dialog}
    </Screen>
  );
}

interface ExplainedProps {
  readonly text: string;
  readonly onClick: () => void;
  readonly because: string | undefined;
  readonly variant: 'primary' | 'secondary';
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
}

/** A button that says why it cannot be pressed. */
function Explained({
  text,
  onClick,
  because,
  variant,
  isDanger = false,
  isDisabled = false,
}: ExplainedProps) {
  const button = (
    <Button
      variant={variant}
      isDanger={isDanger}
      isDisabled={isDisabled}
      isAriaDisabled={because !== undefined}
      onClick={onClick}
    >
      {text}
    </Button>
  );
  return because === undefined ? button : <Tooltip content={because}>{button}</Tooltip>;
}
