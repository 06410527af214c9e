import { apiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import { valuesOf } from '../http/query.ts';
import type { ResourceDefinition } from './definition.ts';
import { quote } from './quote.ts';
import type { AskedList } from './resource-dialect.ts';
import { sqlOf } from './view.ts';

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
 * Judges what a list is asked for. Filters that are no attributes are ignored, except `name`, which then matches
 * nothing: clients look objects up by it and act on what comes back.
 * @throws ApiError LimitInvalid, SortUnpaired, SortTooLong, SortKeyUnknown, SortDirectionUnknown
 */
export function parseListQuery(
  definition: ResourceDefinition,
  context: CallContext,
  asked: AskedList,
  maxLimit = MAX_LIMIT,
): ListQuery {
  const { fields, marker, isReverse: reverse } = asked;
  const limit = parseLimit(definition, asked.limit);
  return {
    fields,
    filters: filtersOf(asked),
    sort: parseSort(definition, context, asked.sort),
    ...(limit === undefined ? {} : { limit: Math.min(limit, maxLimit) }),
    ...(marker === undefined ? {} : { marker }),
    reverse,
  };
}

function filtersOf({ filters, fields }: AskedList): readonly Filter[] {
  const isLookUp = isLookUpOfId(fields);
  return Object.entries(filters)
    .map(([name, value]) => ({ name, values: valuesOf(value) }))
    .map((filter) => (isEmptyName(filter) && isLookUp ? { name: 'name', values: [''] } : filter))
    .filter(({ values }) => values.length > 0);
}

/**
 * `?name=&fields=id` is what clients ask before they act on a name that is empty, such as an unset variable of a script.
 * It finds what has no name: if the filter vanished, the only object there is would be taken for it.
 */
const isLookUpOfId = (fields: readonly string[]): boolean => fields.join() === 'id';

const isEmptyName = ({ name, values }: Filter): boolean => name === 'name' && values.length === 0;

function parseLimit(
  { singular: resource }: ResourceDefinition,
  text: string | undefined,
): number | undefined {
  if (text === undefined || /^0+$/.test(text)) return undefined;
  if (!/^\d+$/.test(text)) throw apiError('LimitInvalid', { resource, limit: quote(text) });
  return Math.min(Number(text), MAX_LIMIT);
}

function parseSort(
  definition: ResourceDefinition,
  context: CallContext,
  asked: AskedList['sort'],
): readonly SortKey[] {
  if (asked.some(({ key, direction }) => key === undefined || direction === undefined)) {
    throw apiError('SortUnpaired');
  }
  if (asked.length > MAX_SORT_KEYS) throw apiError('SortTooLong', { count: MAX_SORT_KEYS });
  return asked.map(({ key: name = '', direction }) => {
    if (!isSortable(definition, context, name)) throw apiError('SortKeyUnknown', { key: quote(name) });
    if (direction !== 'asc' && direction !== 'desc') throw apiError('SortDirectionUnknown');
    return { name, descending: direction === 'desc' };
  });
}

function isSortable({ attributes, view }: ResourceDefinition, context: CallContext, name: string): boolean {
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (attribute === undefined || attribute.type === 'composite') return false;
  if (attribute.adminRead === true && !context.isAdmin) return false;
  return sqlOf(view, name) !== undefined;
}
