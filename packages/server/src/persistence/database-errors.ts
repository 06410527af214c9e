/** The database is away, too slow or too busy: the same request may succeed a moment later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** What the work has read does not hold any more: running the whole of it again reads what is true now. */
export class StaleRead extends Error {
  override readonly name = 'StaleRead';
}

/** A constraint of the schema refused a write. `values` holds the offending key, by column. */
export class ConstraintViolation extends Error {
  override readonly name = 'ConstraintViolation';
  readonly constraint: string;
  readonly kind: 'unique' | 'foreign_key' | 'check' | 'not_null' | 'exclusion';
  readonly values: Readonly<Record<string, string>>;

  constructor(refusal: PostgresError & { readonly constraint: string }) {
    super(refusal.message, { cause: refusal });
    this.constraint = refusal.constraint;
    this.kind = VIOLATIONS[refusal.code ?? ''] ?? 'check';
    this.values = keyOf(refusal.detail ?? '');
  }
}

interface PostgresError extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly detail?: string;
}

const VIOLATIONS: Readonly<Record<string, ConstraintViolation['kind']>> = {
  '23505': 'unique',
  '23503': 'foreign_key',
  '23514': 'check',
  '23502': 'not_null',
  '23P01': 'exclusion',
};

/** Two transactions met (stale read, serialization failure, deadlock): running the whole one again is right. */
export const isConflict = (error: unknown): boolean =>
  error instanceof StaleRead || ['40001', '40P01'].includes(codeOf(error));

/** What a failed statement or connection means; errors that are not the database's come back as they are. */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { constraint } = error as PostgresError;
  if (codeOf(error) in VIOLATIONS && constraint !== undefined) {
    return new ConstraintViolation(Object.assign(error, { constraint }));
  }
  if (isUnavailable(error))
    return new DatabaseUnavailable(`the database is not available: ${error.message}`, { cause: error });
  return error;
}

const codeOf = (error: unknown): string => (error as PostgresError | undefined)?.code ?? '';

/** SQLSTATE: connection exceptions, resources, shutdown, lock not available, cancelled by a timeout; and node's own. */
const UNAVAILABLE_CODES = /^(?:08...|53...|57P0[1-5]|55P03|57014|25P03|40001|40P01|E[A-Z]{4,})$/;
/** pg gives these no code. */
const UNAVAILABLE_MESSAGES =
  /^(?:Connection terminated|timeout e|Query read timeout|Client has encountered a connection error|Cannot use a pool)/;

const isUnavailable = (error: Error): boolean =>
  UNAVAILABLE_CODES.test(codeOf(error)) || UNAVAILABLE_MESSAGES.test(error.message);

/** `Key (pool_id, address)=(1, 10.0.0.1) already exists.` in any language of the server. */
function keyOf(detail: string): Readonly<Record<string, string>> {
  const [, columns = '', values = ''] = /\(([^)]*)\)=\((.*?)\)/.exec(detail) ?? [];
  const parts = values.split(', ');
  return Object.fromEntries(columns.split(', ').map((column, index) => [column, parts[index] ?? '']));
}
