import { apiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { ResourceDefinition } from './definition.ts';
import { quote } from './quote.ts';
import { sqlOf } from './view.ts';

export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Filter {
  readonly name: string;
  /** As sent, without the empty ones. */
  readonly values: readonly string[];
}

export interface SortKey {
  readonly name: string;
  readonly descending: boolean;
}

export interface ListQuery {
  readonly fields: readonly string[];
  readonly filters: readonly Filter[];
  readonly sort: readonly SortKey[];
  /** undefined = no paging. */
  readonly limit?: number;
  readonly marker?: string;
  readonly reverse: boolean;
}

const MAX_LIMIT = 1_000_000;
const MAX_SORT_KEYS = 16;

/**
 * The query of a list. Names that are no attributes are ignored, except `name`, which then matches
 * nothing: clients look objects up by it and act on what comes back.
 * @throws ApiError BadRequest, HTTPBadRequest
 */
export function parseListQuery(
  definition: ResourceDefinition,
  context: CallContext,
  query: RawQuery,
  maxLimit = MAX_LIMIT,
): ListQuery {
  const limit = parseLimit(definition, query['limit']);
  const marker = valuesOf(query['marker'])[0];
  return {
    fields: valuesOf(query['fields']),
    filters: filtersOf(query),
    sort: parseSort(definition, context, query),
    ...(limit === undefined ? {} : { limit: Math.min(limit, maxLimit) }),
    ...(marker === undefined ? {} : { marker }),
    reverse: valuesOf(query['page_reverse'])[0]?.toLowerCase() === 'true',
  };
}

export function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  const all = typeof value === 'string' ? [value] : (value ?? []);
  return all.filter((item) => item !== '');
}

const CONTROLS = new Set(['fields', 'limit', 'marker', 'page_reverse', 'sort_key', 'sort_dir']);

function filtersOf(query: RawQuery): readonly Filter[] {
  return Object.entries(query)
    .filter(([name]) => !CONTROLS.has(name))
    .map(([name, value]) => ({ name, values: valuesOf(value) }))
    .map((filter) => (isEmptyName(filter) && isLookUp(query) ? { name: 'name', values: [''] } : filter))
    .filter(({ values }) => values.length > 0);
}

/**
 * `?name=&fields=id` is what clients ask before they act on a name that is empty, such as an unset variable of a script.
 * It finds what has no name: if the filter vanished, the only object there is would be taken for it.
 */
const isLookUp = (query: RawQuery): boolean => valuesOf(query['fields']).join() === 'id';

const isEmptyName = ({ name, values }: Filter): boolean => name === 'name' && values.length === 0;

function parseLimit({ singular }: ResourceDefinition, value: RawQuery[string]): number | undefined {
  const [text] = valuesOf(value);
  if (text === undefined || /^0+$/.test(text)) return undefined;
  if (!/^\d+$/.test(text)) {
    const reason = `limit must be an integer 0 or greater and not ${quote(text)}`;
    throw apiError('BadRequest', { resource: singular, reason });
  }
  return Math.min(Number(text), MAX_LIMIT);
}

function parseSort(
  definition: ResourceDefinition,
  context: CallContext,
  query: RawQuery,
): readonly SortKey[] {
  const keys = valuesOf(query['sort_key']);
  const directions = valuesOf(query['sort_dir']);
  if (keys.length !== directions.length) {
    throw badRequest('The number of sort_keys and sort_dirs must be same');
  }
  if (keys.length > MAX_SORT_KEYS) throw badRequest(`More than ${MAX_SORT_KEYS} sort keys`);
  return keys.map((name, index) => {
    if (!isSortable(definition, context, name)) throw badRequest(`${quote(name)} is not a sort key`);
    const direction = directions[index];
    if (direction !== 'asc' && direction !== 'desc') throw badRequest('sort_dir must be asc or desc');
    return { name, descending: direction === 'desc' };
  });
}

function isSortable({ attributes, view }: ResourceDefinition, context: CallContext, name: string): boolean {
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (attribute === undefined || attribute.type === 'composite') return false;
  if (attribute.adminRead === true && !context.isAdmin) return false;
  return sqlOf(view, name) !== undefined;
}

const badRequest = (reason: string) => apiError('HTTPBadRequest', { reason });
