import { isIpAddress, isStorable, isUuid } from './validators.ts';
import { type AttributeType, meantBy } from './attribute.ts';
import type { ResourceDefinition } from './definition.ts';
import type { Filter, ListQuery, SortKey } from './list-query.ts';
import { type Bind, type View, columnOf, sqlOf } from './view.ts';

export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

export interface ListScope {
  /** undefined = all projects (admin). */
  readonly projectId?: string;
  readonly isAdmin: boolean;
}

/**
 * The statement of a list: filters, keyset paging behind the marker's row, order and limit. Rows come in the order of
 * the walk, so a reverse page comes backwards. No row when the marker is not visible.
 */
export function listStatement(
  definition: ResourceDefinition,
  scope: ListScope,
  query: ListQuery,
  selected: string,
): Statement {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const { view } = definition;
  const visible = scope.projectId === undefined ? [] : [view.visible(bind(scope.projectId))];
  const keys = orderOf(definition, query);
  const conditions = [
    ...visible,
    ...query.filters.flatMap((filter) => condition(definition, scope, filter, bind)),
  ];
  const marker = query.marker === undefined ? '' : markerJoin(view, keys, bind(query.marker), visible);
  if (query.marker !== undefined) conditions.push(`(${behindMarker(keys)})`);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const order = keys.map(({ sql, descending }) => `${sql} ${descending ? 'DESC' : 'ASC'}`).join(', ');
  const found = `FROM ${view.from} ${marker} ${where} ORDER BY ${order}`;
  if (query.limit === undefined) return { sql: `SELECT ${selected} ${found}`, params };
  const page = `${found} LIMIT ${bind(query.limit)}`;
  const sql = view.isDear === true ? shownAfter(view, keys, page, selected) : `SELECT ${selected} ${page}`;
  return { sql, params };
}

/** First which objects the page has, then what is shown of them: OFFSET keeps the two apart. */
function shownAfter(view: View, keys: readonly Key[], page: string, selected: string): string {
  const columns = keys.map(({ sql }, index) => `${sql} AS k${index}`).join(', ');
  const order = keys
    .map(({ descending }, index) => `page.k${index} ${descending ? 'DESC' : 'ASC'}`)
    .join(', ');
  return `SELECT shown.* FROM (SELECT ${view.id} AS page_id, ${columns} ${page}) page
CROSS JOIN LATERAL (SELECT ${selected} FROM ${view.from} WHERE ${view.id} = page.page_id OFFSET 0) shown
ORDER BY ${order}`;
}

interface Key {
  readonly sql: string;
  readonly descending: boolean;
}

/** The id breaks ties, so that every order is total; a reverse walk turns each direction. */
function orderOf(definition: ResourceDefinition, { sort, reverse }: ListQuery): readonly Key[] {
  const keys = sort.map((key) => ({ sql: sortSql(definition, key), descending: key.descending !== reverse }));
  return [...keys, { sql: definition.view.id, descending: reverse }];
}

/** Byte order for texts: the same on every database, whatever its locale. */
function sortSql({ attributes, view }: ResourceDefinition, { name }: SortKey): string {
  const sql = `(${sqlOf(view, name) ?? view.id})`;
  const type = attributes[name]?.type;
  return type === 'string' || type === 'text' ? `(${sql}::text COLLATE "C")` : sql;
}

function markerJoin(
  view: ResourceDefinition['view'],
  keys: readonly Key[],
  marker: string,
  visible: readonly string[],
): string {
  const columns = keys.map(({ sql }, index) => `${sql} AS k${index}`).join(', ');
  const where = [`${view.id} = ${marker}`, ...visible].join(' AND ');
  return `CROSS JOIN (SELECT ${columns} FROM ${view.from} WHERE ${where}) marker`;
}

function behindMarker(keys: readonly Key[]): string {
  return keys
    .map((key, index) => {
      const equal = keys.slice(0, index).map(({ sql }, at) => `${sql} IS NOT DISTINCT FROM marker.k${at}`);
      return [...equal, beyond(key, `marker.k${index}`)].join(' AND ');
    })
    .join(' OR ');
}

/** PostgreSQL's own places for NULL: last when ascending, first when descending. */
const beyond = ({ sql, descending }: Key, marker: string): string =>
  descending
    ? `(${sql} < ${marker} OR (${marker} IS NULL AND ${sql} IS NOT NULL))`
    : `(${sql} > ${marker} OR (${sql} IS NULL AND ${marker} IS NOT NULL))`;

/** None for a name that is to be ignored. */
function condition(
  { attributes, view, filters = {} }: ResourceDefinition,
  { isAdmin }: ListScope,
  { name: sent, values }: Filter,
  bind: Bind,
): readonly string[] {
  const own = Object.hasOwn(filters, sent) ? filters[sent] : undefined;
  if (own !== undefined) return [own.condition(values, bind)];
  const name = meantBy(attributes, sent);
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (attribute === undefined) return name === 'name' ? ['FALSE'] : [];
  if (attribute.adminRead === true && !isAdmin) return [];
  const column = columnOf(view, name);
  if (typeof column === 'object' && column.filter !== undefined) return [column.filter(values, bind)];
  const sql = sqlOf(view, name);
  if (sql === undefined || attribute.type === 'composite') return [];
  const { convert } = attribute;
  const wanted = convert === undefined ? values : values.map((value) => convert(value));
  return [
    `${comparable(sql, attribute.type)} = ANY(${bind(possible(attribute.type, wanted))}::${CASTS[attribute.type]}[])`,
  ];
}

const CASTS: Readonly<Record<AttributeType, string>> = {
  uuid: 'uuid',
  string: 'text',
  integer: 'bigint',
  boolean: 'boolean',
  ip: 'inet',
  text: 'text',
  composite: 'text',
};

const comparable = (sql: string, type: AttributeType): string =>
  CASTS[type] === 'text' ? `(${sql})::text` : `(${sql})`;

/** Values that no row can have are left out: the database would refuse to cast them. */
function possible(type: AttributeType, values: readonly unknown[]): readonly unknown[] {
  if (type === 'uuid') return values.filter(isUuid);
  if (type === 'ip') return values.filter(isIpAddress);
  return CASTS[type] === 'text' ? values.filter((value) => isStorable(String(value))) : values;
}
