import { useSearchParams } from 'wouter';
import type { Query } from '../api/query-text.ts';

export type Direction = 'asc' | 'desc';

export interface ListState {
  /** What the API is asked for. */
  readonly query: Query;
  readonly sortKey: string;
  readonly sortDirection: Direction;
  readonly limit: number;
  readonly isFirstPage: boolean;
  readonly isFiltered: boolean;
  readonly filter: (name: string) => string;
  /** An empty value removes the filter. */
  readonly setFilter: (name: string, value: string) => void;
  readonly clearFilters: () => void;
  readonly sortBy: (key: string, direction: Direction) => void;
  readonly setLimit: (limit: number) => void;
  /** What the API will be asked for when the reader goes there. */
  readonly queryAfter: (id: string) => Query;
  readonly goAfter: (id: string) => void;
  readonly goBefore: (id: string) => void;
}

export interface ListDefaults {
  readonly sortKey: string;
  readonly sortDirection?: Direction;
  /** Names of the filters in the address; they are parameters of the API as well. */
  readonly filters?: readonly string[];
}

const LIMITS = [20, 50, 100] as const;
export const PAGE_SIZES: readonly number[] = LIMITS;
const DEFAULT_LIMIT = 50;

/** What the API is asked for by the part of an address behind `?`. Pure. */
export function queryOf(search: URLSearchParams, defaults: ListDefaults): Query {
  const { sortKey, sortDirection = 'asc', filters = [] } = defaults;
  return {
    ...Object.fromEntries(filters.map((name) => [name, search.get(name) ?? undefined])),
    sort_key: [search.get('sort_key') ?? sortKey],
    sort_dir: [search.get('sort_dir') ?? sortDirection],
    limit: Number(search.get('limit') ?? DEFAULT_LIMIT),
    marker: search.get('marker') ?? undefined,
    page_reverse: search.get('page_reverse') ?? undefined,
  };
}

type Changes = Readonly<Record<string, string | undefined>>;

/** Whatever is changed, the list begins anew unless the change says where. */
function changed(old: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(old);
  for (const [name, value] of Object.entries({ marker: undefined, page_reverse: undefined, ...changes })) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** Filters, order and page of a list. All of it is in the address, so it can be shared, and "back" works. */
export function useListState(defaults: ListDefaults): ListState {
  const { sortKey: firstKey, sortDirection = 'asc', filters = [] } = defaults;
  const [search, setSearch] = useSearchParams();
  const limit = Number(search.get('limit') ?? DEFAULT_LIMIT);
  const sortKey = search.get('sort_key') ?? firstKey;
  const direction = search.get('sort_dir') ?? sortDirection;
  const marker = search.get('marker') ?? undefined;
  const change = (changes: Changes): void => setSearch((old) => changed(old, changes));
  const chosen = Object.fromEntries(filters.map((name) => [name, search.get(name) ?? undefined]));
  return {
    query: queryOf(search, defaults),
    sortKey,
    sortDirection: direction === 'desc' ? 'desc' : 'asc',
    limit,
    isFirstPage: marker === undefined,
    isFiltered: Object.values(chosen).some((value) => value !== undefined),
    filter: (name) => search.get(name) ?? '',
    setFilter: (name, value) => change({ [name]: value }),
    clearFilters: () => change(Object.fromEntries(filters.map((name) => [name, undefined]))),
    sortBy: (key, dir) => change({ sort_key: key, sort_dir: dir }),
    setLimit: (size) => change({ limit: String(size) }),
    queryAfter: (id) => queryOf(changed(search, { marker: id }), defaults),
    goAfter: (id) => change({ marker: id }),
    goBefore: (id) => change({ marker: id, page_reverse: 'true' }),
  };
}
