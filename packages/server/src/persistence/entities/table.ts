import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaOptions } from 'typeorm';

type Options = Required<EntitySchemaOptions<Record<string, unknown>>>;

export type Columns = Readonly<Record<string, EntitySchemaColumnOptions>>;

export interface Reference {
  /** Name of the foreign key. */
  readonly name: string;
  readonly column: string;
  /** Table; the key is its `id`. */
  readonly to: string;
  readonly onDelete?: 'CASCADE';
}

export interface Constraints {
  readonly references?: readonly Reference[];
  readonly indices?: Options['indices'];
  readonly uniques?: Options['uniques'];
  readonly checks?: Options['checks'];
}

/** One table of the schema as TypeORM sees it. Every name is the one that the migrations give. */
export function table(name: string, columns: Columns, constraints: Constraints = {}): EntitySchema {
  const { references = [], indices = [], uniques = [], checks = [] } = constraints;
  return new EntitySchema<Record<string, unknown>>({
    name,
    columns: named(name, columns),
    indices,
    uniques,
    checks,
    foreignKeys: references.map(foreignKey),
  });
}

const named = (tableName: string, columns: Columns): Record<string, EntitySchemaColumnOptions> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      column.primary === true ? { ...column, primaryKeyConstraintName: `${tableName}_pkey` } : column,
    ]),
  );

const foreignKey = ({ name, column, to, onDelete }: Reference): Options['foreignKeys'][number] => ({
  name,
  target: to,
  columnNames: [column],
  referencedColumnNames: ['id'],
  ...(onDelete === undefined ? {} : { onDelete }),
});

type Default = string | number | boolean | (() => string);
type Type = EntitySchemaColumnOptions['type'];

const of = (type: Type, fallback?: Default): EntitySchemaColumnOptions =>
  fallback === undefined ? { type } : { type, default: fallback };

export const uuid = (fallback?: string): EntitySchemaColumnOptions => of('uuid', fallback);
export const text = (fallback?: string): EntitySchemaColumnOptions => of('text', fallback);
export const boolean = (fallback?: boolean): EntitySchemaColumnOptions => of('boolean', fallback);
export const integer = (fallback?: number): EntitySchemaColumnOptions => of('integer', fallback);
export const smallint = (fallback?: number): EntitySchemaColumnOptions => of('smallint', fallback);
export const bigint = (fallback?: number): EntitySchemaColumnOptions => of('bigint', fallback);
export const real = (fallback?: number): EntitySchemaColumnOptions => of('real', fallback);
export const jsonb = (): EntitySchemaColumnOptions => of('jsonb');
export const inet = (): EntitySchemaColumnOptions => of('inet');
export const timestamp = (): EntitySchemaColumnOptions => of('timestamptz');
export const timestampNow = (): EntitySchemaColumnOptions => of('timestamptz', () => 'now()');
export const textList = (): EntitySchemaColumnOptions => ({ type: 'text', array: true });

export const primary = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({
  ...column,
  primary: true,
});
export const nullable = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({
  ...column,
  nullable: true,
});
