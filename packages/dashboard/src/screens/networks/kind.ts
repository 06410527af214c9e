import type { ComponentType } from 'react';
import type { Resource } from '../../api/resources.ts';
import type { Act } from '../../forms/index.ts';
import type { Column, RowAction } from '../../ui/data-table.tsx';

/** One kind of object of a network, as its list and its page need it. */
export interface Kind<T> {
  readonly resource: Resource<T>;
  /** Where its list is. */
  readonly path: string;
  readonly title: string;
  readonly nameOf: (row: T) => string;
  readonly columns: readonly Column<T>[];
  /** What only the page of one object shows. */
  readonly details: readonly Column<T>[];
  readonly sortKey: string;
  /** The filter that is a box. */
  readonly filter: { readonly name: string; readonly label: string };
  readonly create: { readonly title: string; readonly act: Act };
  readonly actions: (row: T, ask: (act: Act) => void) => readonly RowAction[];
  readonly empty: { readonly title: string; readonly body: string; readonly icon: ComponentType };
}
