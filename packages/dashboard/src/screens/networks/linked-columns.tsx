import { Link } from 'wouter';
import type { Column } from '../../ui/data-table.tsx';

interface Linked<T> {
  readonly title: string;
  /** Where the objects of this kind are. */
  readonly path: string;
  readonly nameOf: (row: T) => string;
}

/** The name of an object, leading to it. */
export const nameColumn = <T extends { readonly id: string }>({
  title,
  path,
  nameOf,
}: Linked<T>): Column<T> => ({
  key: 'name',
  title,
  sortKey: 'name',
  cell: (row) => (
    <Link to={`${path}/${row.id}`}>
      <bdi>{nameOf(row)}</bdi>
    </Link>
  ),
});

/** The network that an object is on, leading to it. */
export const networkColumn = <T,>(
  title: string,
  idOf: (row: T) => string,
  nameOf: (networkId: string) => string,
): Column<T> => ({
  key: 'network',
  title,
  cell: (row) => (
    <Link to={`/networks/${idOf(row)}`}>
      <bdi>{nameOf(idOf(row))}</bdi>
    </Link>
  ),
});
