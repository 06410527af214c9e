/** How a resource is read: scalar SQL expressions over one FROM clause. Each read is one statement. */
export interface View {
  /** FROM clause, such as `pools p`. */
  readonly from: string;
  /** The primary key, such as `p.id`: what GET /x/{id} looks up, and the tie breaker of every order. */
  readonly id: string;
  /** Which rows a tenant sees; `project` is the placeholder of the project id. Admins see all. */
  readonly visible: (project: string) => string;
  /** What is shown costs so much that a list makes it for the objects of its page alone. */
  readonly isDear?: true;
  /** By attribute. An attribute of the map without a column is not shown. */
  readonly columns: Readonly<Record<string, Column>>;
}

/** A SQL expression, or a value that is computed from several. */
export type Column = string | ComputedColumn;

export interface ComputedColumn {
  /** SQL for filters and sorting; without it the attribute has neither. */
  readonly sql?: string;
  /** The expressions that `compute` wants, by alias. Equal aliases of two columns must mean the same. */
  readonly needs: Readonly<Record<string, string>>;
  /** undefined leaves the attribute out of the answer. */
  readonly compute: (row: Row) => unknown;
  /** Replaces the comparison of a filter. Returns a condition; `bind` gives the placeholder of a value. */
  readonly filter?: (values: readonly string[], bind: Bind) => string;
}

export type Bind = (value: unknown) => string;
export type Row = Readonly<Record<string, unknown>>;

export function sqlOf(view: View, name: string): string | undefined {
  const column = columnOf(view, name);
  return typeof column === 'string' ? column : column?.sql;
}

export const columnOf = (view: View, name: string): Column | undefined =>
  Object.hasOwn(view.columns, name) ? view.columns[name] : undefined;
