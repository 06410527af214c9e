import type { ReactNode } from 'react';
import type { Page } from '../api/resources.ts';
import { useText } from '../text/index.ts';
import { type Column, DataTable, type RowAction } from './data-table.tsx';
import type { ListState } from './list-state.ts';
import { Pager } from './pager.tsx';
import { EmptyBlock, ErrorBlock } from './states.tsx';

interface Props<T> {
  readonly label: string;
  readonly query: {
    readonly data: Page<T> | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly state: ListState;
  readonly columns: readonly Column<T>[];
  readonly nameOf: (row: T) => string;
  readonly actions?: (row: T) => readonly RowAction[];
  /** Shown when there is none at all; a filter that finds none has words of its own. */
  readonly empty: ReactNode;
}

/** One page of a list as table, or why there is none. */
export function ListBlock<T extends { readonly id: string }>(props: Props<T>) {
  const { label, query, state, columns, nameOf, actions, empty } = props;
  const { common } = useText();
  const { data, error, refetch } = query;
  if (data === undefined && error !== null)
    return <ErrorBlock error={error} onRetry={() => void refetch()} />;
  if (data?.items.length === 0 && state.isFirstPage)
    return state.isFiltered ? (
      <EmptyBlock title={common.nothingMatches} body={common.nothingMatchesBody} />
    ) : (
      empty
    );
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        rows={data?.items}
        nameOf={nameOf}
        state={state}
        {...(actions === undefined ? {} : { actions })}
      />
      <Pager state={state} page={data} />
    </>
  );
}
