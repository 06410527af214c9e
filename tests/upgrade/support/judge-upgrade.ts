import { compareVersions } from '@lbaas/server/persistence';

/** A column of a table, as information_schema has it. */
export interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  /** A default, or a value that is generated. */
  readonly hasDefault: boolean;
}

/** Something that a migration takes away on purpose. */
export interface Contraction {
  /** `table`, or `table.column`. */
  readonly what: string;
  /** The first version whose programs do not use it, such as `0.2`. */
  readonly unusedSince: string;
}

export interface Upgrade {
  readonly before: readonly Column[];
  readonly after: readonly Column[];
  readonly contracted: readonly Contraction[];
  /** Of the programs that made the schema before, such as `0.1.0`. */
  readonly version: string;
}

/**
 * What programs of the version before cannot do with the schema after, a line each: expand first, contract one version
 * later. Pure.
 */
export function judgeUpgrade({ before, after, contracted, version }: Upgrade): string[] {
  const tables = new Set(after.map(({ table }) => table));
  const later = new Map(after.map((column) => [nameOf(column), column]));
  const known = new Set(before.map(nameOf));
  const isUnused = (what: string): boolean =>
    contracted.some((one) => one.what === what && compareVersions(one.unusedSince, version) <= 0);
  const lost = before.flatMap((column) => {
    if (!tables.has(column.table)) return isUnused(column.table) ? [] : [`${column.table} is gone`];
    if (isUnused(nameOf(column))) return [];
    return harm(column, later.get(nameOf(column)));
  });
  const demanded = after
    .filter((column) => before.some(({ table }) => table === column.table) && !known.has(nameOf(column)))
    .filter(isDemanded)
    .map((column) => `${nameOf(column)} must be given, which programs of ${version} do not do`);
  return [...new Set([...lost, ...demanded])];
}

function harm(before: Column, after: Column | undefined): string[] {
  const name = nameOf(before);
  if (after === undefined) return [`${name} is gone`];
  if (after.type !== before.type) return [`${name} was ${before.type} and is ${after.type}`];
  if (isDemanded(after) && !isDemanded(before)) return [`${name} could be left out and must be given`];
  return before.isNullable && !after.isNullable ? [`${name} could be null and cannot`] : [];
}

const nameOf = ({ table, name }: Column): string => `${table}.${name}`;
const isDemanded = ({ isNullable, hasDefault }: Column): boolean => !isNullable && !hasDefault;
