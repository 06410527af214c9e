import { Checkbox, Skeleton } from '@patternfly/react-core';
import EllipsisIcon from '@patternfly/react-icons/icons/rh-ui-ellipsis-vertical-fill-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { type ReactNode, memo, useCallback, useDeferredValue, useLayoutEffect, useRef } from 'react';
import { useText } from '../text/index.ts';
import type { ListState } from './list-state.ts';
import { Menu, type MenuEntry } from './menu.tsx';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  /** The API's sort key; without it the column cannot be sorted by. */
  readonly sortKey?: string;
  readonly isNumber?: boolean;
  readonly width?: 10 | 15 | 20 | 25 | 30 | 35 | 40;
}

export interface RowAction {
  readonly title: string;
  readonly onClick: () => void;
  readonly isDanger?: boolean;
  readonly disabledBecause?: string | undefined;
}

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly set: (ids: ReadonlySet<string>) => void;
}

interface Props<T> {
  /** What it is a table of. */
  readonly label: string;
  /** The same array as long as they are the same columns. */
  readonly columns: readonly Column<T>[];
  /** undefined while they are loaded. */
  readonly rows: readonly T[] | undefined;
  readonly nameOf: (row: T) => string;
  readonly state?: ListState;
  readonly actions?: (row: T) => readonly RowAction[];
  readonly selection?: Selection;
}

const LOADING_ROWS = 6;
/** What the table's own cells for choosing have; their boxes are called after the place of the row, not after it. */
const SELECT = 'pf-v6-c-table__check';
/**
 * Rows and cells are those of PatternFly without its components: a `Td` measures itself whenever it is rendered, to
 * tell whether its text is cut off, and a page of 50 rows has 350 of them. Here text wraps.
 */
const ROW = 'pf-v6-c-table__tr';
const CELL = 'pf-v6-c-table__td';
const ACTIONS = 'pf-v6-c-table__action';

/** A table whose rows become cards on a narrow screen. New rows are rendered when no key or click waits. */
export function DataTable<T extends { readonly id: string }>(props: Props<T>) {
  const { label, columns, rows, nameOf, state, actions, selection } = props;
  const { common } = useText();
  const shown = useDeferredValue(rows);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const choose = useCallback((id: string, isChosen: boolean) => {
    const chosen = latest.current.selection;
    chosen?.set(changed(chosen.ids, id, isChosen));
  }, []);
  const actionsOf = useCallback((row: T) => latest.current.actions?.(row) ?? [], []);
  return (
    <Table aria-label={label} variant="compact" gridBreakPoint="grid-md" aria-busy={rows === undefined}>
      <Thead>
        <Tr>
          {selection && rows && (
            <Th className={SELECT}>
              <Checkbox
                id="select-all"
                aria-label={common.selectAll}
                isChecked={rows.length > 0 && rows.every(({ id }) => selection.ids.has(id))}
                onChange={(_, isSelected) =>
                  selection.set(new Set(isSelected ? rows.map(({ id }) => id) : []))
                }
              />
            </Th>
          )}
          {columns.map((column, index) => (
            <Th
              key={column.key}
              className={column.isNumber ? 'lb-number' : ''}
              {...(column.width === undefined ? {} : { width: column.width })}
              {...sorting(column, index, columns, state)}
            >
              {column.title}
            </Th>
          ))}
          {actions && <Th screenReaderText={common.actions} />}
        </Tr>
      </Thead>
      <Tbody>
        {shown === undefined &&
          Array.from({ length: LOADING_ROWS }, (_, line) => (
            <Tr key={line}>
              {columns.map(({ key, title }) => (
                <Td key={key} dataLabel={title}>
                  <Skeleton screenreaderText={line === 0 ? common.loading : ''} />
                </Td>
              ))}
            </Tr>
          ))}
        {shown?.map((row) => (
          <Row
            key={row.id}
            row={row}
            name={nameOf(row)}
            columns={columns}
            isChosen={selection && selection.ids.has(row.id)}
            onChoose={choose}
            actionsOf={actions && actionsOf}
          />
        ))}
      </Tbody>
    </Table>
  );
}

interface RowProps<T> {
  readonly row: T;
  readonly name: string;
  readonly columns: readonly Column<T>[];
  /** undefined where nothing can be chosen. */
  readonly isChosen: boolean | undefined;
  readonly onChoose: (id: string, isChosen: boolean) => void;
  readonly actionsOf: ((row: T) => readonly RowAction[]) | undefined;
}

function RowView<T extends { readonly id: string }>(props: RowProps<T>) {
  const { row, name, columns, isChosen, onChoose, actionsOf } = props;
  const { common } = useText();
  return (
    <tr className={ROW}>
      {isChosen !== undefined && (
        <td className={`${CELL} ${SELECT}`}>
          <Checkbox
            id={`select-${row.id}`}
            aria-label={common.selectRow(name)}
            isChecked={isChosen}
            onChange={(_, isSelected) => onChoose(row.id, isSelected)}
          />
        </td>
      )}
      {columns.map(({ key, title, cell, isNumber }) => (
        <td key={key} data-label={title} className={isNumber ? `${CELL} lb-number` : CELL}>
          {cell(row)}
        </td>
      ))}
      {actionsOf && (
        <td className={`${CELL} ${ACTIONS}`}>
          <Menu
            label={common.actionsOf(name)}
            icon={<EllipsisIcon />}
            entries={() => actionsOf(row).map(entryOf)}
          />
        </td>
      )}
    </tr>
  );
}

/** What did not change is not rendered again, where the columns stay the same; an event changes few rows. */
const Row = memo(RowView) as typeof RowView;

const entryOf = ({ title, onClick, ...rest }: RowAction): MenuEntry => ({
  key: title,
  text: title,
  onSelect: onClick,
  ...rest,
});

function changed(ids: ReadonlySet<string>, id: string, isSelected: boolean): ReadonlySet<string> {
  const next = new Set(ids);
  if (isSelected) next.add(id);
  else next.delete(id);
  return next;
}

function sorting<T>(
  { sortKey }: Column<T>,
  columnIndex: number,
  columns: readonly Column<T>[],
  state: ListState | undefined,
) {
  if (sortKey === undefined || state === undefined) return {};
  const index = columns.findIndex((column) => column.sortKey === state.sortKey);
  return {
    sort: {
      columnIndex,
      sortBy: { ...(index < 0 ? {} : { index }), direction: state.sortDirection },
      onSort: (_: unknown, __: number, direction: 'asc' | 'desc') => state.sortBy(sortKey, direction),
    },
  };
}
