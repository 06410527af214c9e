/** The database is down, too slow or too busy: the same request may succeed a moment later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** What the work has read is no longer true: running all of it again reads the current state. */
export class StaleRead extends Error {
  override readonly name = 'StaleRead';
}

/** A constraint of the schema refused a write. `values` holds the offending key, by column. */
export class ConstraintViolation extends Error {
  override readonly name = 'ConstraintViolation';
  readonly constraint: string;
  readonly values: Readonly<Record<string, string>>;

  constructor(refusal: Violation) {
    super(refusal.message, { cause: refusal });
    this.constraint = refusal.constraint;
    this.values = keyOf(refusal.detail ?? '');
  }
}

interface Violation extends PostgresError {
  readonly constraint: string;
}

interface PostgresError extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly detail?: string;
}

/** SQLSTATE class 23: integrity constraint violations. The server names the constraint. */
const VIOLATION_CODES = /^23...$/;

/**
 * Two transactions collided (stale read, serialization failure, deadlock): running the whole transaction again is
 * right.
 */
export const isConflict = (error: unknown): boolean =>
  error instanceof StaleRead || ['40001', '40P01'].includes(codeOf(error));

/** The meaning of a failed statement or connection; errors that are not from the database are returned unchanged. */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (isViolation(error)) return new ConstraintViolation(error);
  if (isConnectionLost(error) || isConflict(error) || BUSY_CODES.test(codeOf(error))) {
    return new DatabaseUnavailable(`the database is not available: ${error.message}`, { cause: error });
  }
  return error;
}

/** The connection is lost, or waits for an answer that may never come: it must not be used again. */
export const isConnectionLost = (error: unknown): boolean =>
  LOST_CODES.test(codeOf(error)) || (error instanceof Error && LOST_MESSAGES.test(error.message));

const codeOf = (error: unknown): string => (error as PostgresError | undefined)?.code ?? '';

/** SQLSTATE: out of resources, lock not available, cancelled by a timeout. */
const BUSY_CODES = /^(?:53...|55P03|57014)$/;
/** SQLSTATE: connection exceptions, shutdown, ended while idle; and the codes of node's sockets. */
const LOST_CODES = /^(?:08...|57P0[1-5]|25P03|E[A-Z]{4,})$/;
/** pg gives these errors no code. */
const LOST_MESSAGES =
  /^(?:Connection terminated|timeout e|Query read timeout|Client (?:has encountered|was closed)|Cannot use a pool)/;

const isViolation = (error: PostgresError): error is Violation =>
  VIOLATION_CODES.test(codeOf(error)) && error.constraint !== undefined;

/** `Key (pool_id, address)=(1, 10.0.0.1) already exists.`, in whatever language the server uses. */
function keyOf(detail: string): Readonly<Record<string, string>> {
  const [, columns = '', values = ''] = /\(([^)]*)\)=\((.*?)\)/.exec(detail) ?? [];
  const parts = values.split(', ');
  return Object.fromEntries(columns.split(', ').map((column, index) => [column, parts[index] ?? '']));
}
