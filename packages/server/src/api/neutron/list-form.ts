import { type JsonSchema, TEXT_SCHEMA, exactly, listOf } from '../http/json-schema.ts';
import { type RawQuery, valuesOf } from '../http/query.ts';
import type { AskedSort, ListForm } from '../resource/resource-dialect.ts';
import { pageLinks } from './page-links.ts';

const LINKS = listOf(exactly({ rel: { type: 'string', enum: ['next', 'previous'] }, href: TEXT_SCHEMA }));

/** `sort_key` and `sort_dir` come in pairs. */
function sortOf(keys: readonly string[], directions: readonly string[]): readonly AskedSort[] {
  const length = Math.max(keys.length, directions.length);
  return Array.from({ length }, (_, index) => ({ key: keys[index], direction: directions[index] }));
}

const parameters = (sortable: readonly string[]): readonly JsonSchema[] => [
  { name: 'limit', in: 'query', description: 'page size; 0 = all', schema: { type: 'integer', minimum: 0 } },
  { name: 'marker', in: 'query', description: 'id behind which the page starts', schema: TEXT_SCHEMA },
  {
    name: 'page_reverse',
    in: 'query',
    description: 'the page before the marker',
    schema: { type: 'boolean' },
  },
  {
    name: 'sort_key',
    in: 'query',
    description: 'as many as sort_dir',
    schema: listOf({ type: 'string', enum: sortable }),
  },
  { name: 'sort_dir', in: 'query', schema: listOf({ type: 'string', enum: ['asc', 'desc'] }) },
];

/** Lists as Neutron's clients ask for them, page by page along `<collection>_links`. */
export const LIST_FORM: ListForm = {
  read: ({ fields, limit, marker, page_reverse, sort_key, sort_dir, ...filters }: RawQuery) => ({
    fields: valuesOf(fields),
    limit: valuesOf(limit)[0],
    marker: valuesOf(marker)[0],
    isReverse: valuesOf(page_reverse)[0]?.toLowerCase() === 'true',
    sort: sortOf(valuesOf(sort_key), valuesOf(sort_dir)),
    filters,
  }),
  links: ({ collection, ...page }) => ({ [`${collection}_links`]: pageLinks(page) }),
  docs: {
    fields: {
      name: 'fields',
      in: 'query',
      description: 'only these attributes',
      schema: listOf(TEXT_SCHEMA),
    },
    parameters,
    links: (collection) => ({ [`${collection}_links`]: LINKS }),
  },
};
