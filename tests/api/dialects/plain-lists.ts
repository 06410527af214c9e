import { type RawQuery, valuesOf } from '../../../packages/server/src/api/http/query.ts';
import type { AttributeMap } from '../../../packages/server/src/api/resource/attribute.ts';
import type {
  AskedSort,
  ListForm,
  Page,
} from '../../../packages/server/src/api/resource/resource-dialect.ts';
import { apiError } from '../../../packages/server/src/usecases/errors.ts';

const text = { type: 'string' } as const;
const list = { type: 'array', items: text } as const;

/** `order=name,-id`. */
const sortOf = (order: RawQuery[string]): readonly AskedSort[] =>
  valuesOf(order)
    .flatMap((words) => words.split(','))
    .map((word) => ({ key: word.replace(/^-/, ''), direction: word.startsWith('-') ? 'desc' : 'asc' }));

function pagingOf({ url, limit, isReverse, ids }: Page): Readonly<Record<string, string>> {
  const isFull = ids.length === limit;
  const to = (word: 'after' | 'before', id: string | undefined): string => {
    const address = new URL(url);
    for (const each of ['after', 'before']) address.searchParams.delete(each);
    if (id !== undefined) address.searchParams.set(word, id);
    return address.href;
  };
  return {
    ...(isFull || isReverse ? { next: to('after', ids.at(-1)) } : {}),
    ...(isFull || !isReverse ? { previous: to('before', ids[0]) } : {}),
  };
}

/** A filter by something else would be a mistake that nobody notices. @throws ApiError AttributesUnknown */
function refuseUnknown(filters: RawQuery, attributes: AttributeMap): void {
  const unknown = Object.keys(filters).filter((name) => !Object.hasOwn(attributes, name));
  if (unknown.length > 0) throw apiError('AttributesUnknown', { attributes: unknown.join(', ') });
}

/** Pages lie before or after an object; what leads on is in one object beside the list. */
export const PLAIN_LISTS: ListForm = {
  read: ({ only, per_page, after, before, order, ...filters }, attributes) => {
    refuseUnknown(filters, attributes);
    return {
      fields: valuesOf(only).flatMap((words) => words.split(',')),
      limit: valuesOf(per_page)[0],
      marker: valuesOf(after)[0] ?? valuesOf(before)[0],
      isReverse: valuesOf(before).length > 0,
      sort: sortOf(order),
      filters,
    };
  },
  links: (page) => ({ paging: pagingOf(page) }),
  docs: {
    fields: { name: 'only', in: 'query', schema: text },
    parameters: (sortable) => [
      { name: 'per_page', in: 'query', schema: { type: 'integer', minimum: 0 } },
      { name: 'after', in: 'query', schema: text },
      { name: 'before', in: 'query', schema: text },
      { name: 'order', in: 'query', description: `of ${sortable.join(', ')}`, schema: list },
    ],
    links: () => ({ paging: { type: 'object', properties: { next: text, previous: text } } }),
  },
};
