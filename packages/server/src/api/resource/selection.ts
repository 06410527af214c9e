import type { ResourceDefinition } from './definition.ts';
import { type Column, type Row, columnOf } from './view.ts';

/** What a read selects, and how its rows become answers. */
export interface Selection {
  readonly sql: string;
  readonly present: (row: Row) => Row;
}

export interface SelectionOptions {
  readonly isAdmin: boolean;
  /** Attribute names; empty = all. Unknown ones are ignored. */
  readonly fields?: readonly string[];
}

/** Only the expressions that the wanted attributes need: `fields=id` costs one column. */
export function selectionOf(definition: ResourceDefinition, options: SelectionOptions): Selection {
  const names = visibleNames(definition, options);
  const columns = names.map((name) => [name, columnOf(definition.view, name)] as const);
  const expressions = new Map(columns.flatMap(([name, column]) => expressionsOf(name, column)));
  const list = [...expressions].map(([alias, sql]) => `${sql} AS "${alias}"`).join(', ');
  return { sql: list === '' ? 'NULL' : list, present: presenter(columns) };
}

function visibleNames(
  { attributes, view }: ResourceDefinition,
  { isAdmin, fields = [] }: SelectionOptions,
): readonly string[] {
  const wanted = new Set(fields);
  return Object.keys(attributes).filter(
    (name) =>
      columnOf(view, name) !== undefined &&
      (wanted.size === 0 || wanted.has(name)) &&
      (isAdmin || attributes[name]?.adminRead !== true),
  );
}

function expressionsOf(name: string, column: Column | undefined): readonly (readonly [string, string])[] {
  if (column === undefined) return [];
  return typeof column === 'string' ? [[name, column]] : Object.entries(column.needs);
}

function presenter(columns: readonly (readonly [string, Column | undefined])[]): (row: Row) => Row {
  return (row) => {
    const answer: Record<string, unknown> = {};
    for (const [name, column] of columns) {
      answer[name] = typeof column === 'object' ? column.compute(row) : row[name];
    }
    return answer;
  };
}
