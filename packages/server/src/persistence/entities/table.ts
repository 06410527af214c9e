import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaOptions } from 'typeorm';

type Options = Required<EntitySchemaOptions<Record<string, unknown>>>;

/** A column; `valueType` is never there, it only carries the type in which `pg` returns the column. */
export interface Column<Value> extends EntitySchemaColumnOptions {
  readonly valueType?: Value;
}

export type Columns = Readonly<Record<string, Column<unknown>>>;

export type RowOfColumns<C extends Columns> = {
  readonly [Name in keyof C]: C[Name] extends Column<infer Value> ? Value : never;
};

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
export function table<C extends Columns>(
  name: string,
  columns: C,
  constraints: Constraints = {},
): EntitySchema<RowOfColumns<C>> {
  const { references = [], indices = [], uniques = [], checks = [] } = constraints;
  return new EntitySchema<RowOfColumns<C>>({
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

const of = <Value>(type: Type, fallback?: Default): Column<Value> =>
  fallback === undefined ? { type } : { type, default: fallback };

export const uuid = <Id extends string = string>(fallback?: Id): Column<Id> => of('uuid', fallback);
/** One that holds only certain words names them. */
export const text = <Words extends string = string>(fallback?: Words): Column<Words> => of('text', fallback);
export const boolean = (fallback?: boolean): Column<boolean> => of('boolean', fallback);
export const integer = (fallback?: number): Column<number> => of('integer', fallback);
export const smallint = (fallback?: number): Column<number> => of('smallint', fallback);
/** A number, see `connectionSettings`. */
export const bigint = (fallback?: number): Column<number> => of('bigint', fallback);
export const real = (fallback?: number): Column<number> => of('real', fallback);
export const jsonb = <Value>(): Column<Value> => of('jsonb');
export const bytea = (): Column<Buffer> => of('bytea');
export const inet = (): Column<string> => of('inet');
export const cidr = (): Column<string> => of('cidr');
export const macaddr = (): Column<string> => of('macaddr');
export const timestamp = (): Column<Date> => of('timestamptz');
export const timestampNow = (): Column<Date> => of('timestamptz', () => 'now()');
export const textList = (): Column<readonly string[]> => ({ type: 'text', array: true });
export const uuidList = <Id extends string>(): Column<readonly Id[]> => ({ type: 'uuid', array: true });

export const primary = <Value>(column: Column<Value>): Column<Value> => ({ ...column, primary: true });
export const nullable = <Value>(column: Column<Value>): Column<Value | null> =>
  // The cast: a column of what is never null is one of what may be.
  ({ ...(column as Column<Value | null>), nullable: true });
