import pg from 'pg';
import { faultOfDatabase } from './database-refusal.ts';

/** The database is down, read-only, too slow or too busy: the same request may succeed a moment later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  /** It answers, and nothing can be written: a primary that was demoted, a standby, a database set so. */
  readonly isReadOnly: boolean;
  /** It answers, and its disk has no room for what is to be written. */
  readonly isFull: boolean;
  /** It answers, and does not let the server in: no such database or schema, no login, no right. */
  readonly isClosed: boolean;
  /** It answers, and others hold what the work needs, or are too many. */
  readonly isBusy: boolean;
  /** It answers, and its tables are not those of this server: restored from elsewhere, emptied, of another version. */
  readonly isForeign: boolean;
  /** What somebody has to set right before it can be used, if that is known. */
  readonly fault: string | undefined;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.isReadOnly = isReadOnly(options?.cause);
    this.isFull = isFull(options?.cause);
    this.isClosed = isClosed(options?.cause);
    this.isBusy = faultOf(options?.cause) === 'busy';
    this.isForeign = isForeign(options?.cause);
    this.fault = faultOfDatabase(causeOf(options?.cause));
  }
}

/** What the work has read is no longer true: running all of it again reads the current state. */
export class StaleRead extends Error {
  override readonly name = 'StaleRead';
}

/** There was no connection, or it broke, or no answer came in time. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The connection leads to a database that takes no writes. */
export class ReadOnlyConnection extends Error {
  override readonly name = 'ReadOnlyConnection';
}

/** A page cannot be written: the disk of the database is full. */
export class OutOfSpace extends Error {
  override readonly name = 'OutOfSpace';
}

/** A constraint of the schema refused a write. `values` holds the offending key, by column. */
export class ConstraintViolation extends Error {
  override readonly name = 'ConstraintViolation';
  readonly constraint: string;
  readonly values: Readonly<Record<string, string>>;

  constructor(refusal: pg.DatabaseError) {
    super(refusal.message, { cause: refusal });
    this.constraint = refusal.constraint ?? '';
    this.values = keyOf(refusal.detail ?? '');
  }
}

/**
 * What an error of a unit of work says, and what follows:
 * - `refused`: a constraint of the schema does not allow the write.
 * - `statement`: PostgreSQL cannot run such a statement. A bug of ours: it would fail again.
 * - `conflict`: two transactions collided. The work runs again.
 * - `outdated`: the connection is of another time: read-only, or with plans of an older schema. The work runs again on
 *   a younger one.
 * - `busy`: a wait took too long. The connection is as good as before.
 * - `full`: there is no room on the disk for the write. The connection is as good as before.
 * - `lost`: anything else that the database or the way to it says. The connection is thrown away.
 * - `foreign`: not of the database.
 */
export type DatabaseFault =
  'refused' | 'statement' | 'conflict' | 'outdated' | 'busy' | 'full' | 'lost' | 'foreign';

export function faultOf(error: unknown): DatabaseFault {
  if (error instanceof StaleRead) return 'conflict';
  if (error instanceof ReadOnlyConnection) return 'outdated';
  if (error instanceof ConnectionLost) return 'lost';
  if (!(error instanceof pg.DatabaseError)) return 'foreign';
  return isOfOldPlan(error) ? 'outdated' : faultOfState(error);
}

const DISK_FULL = '53100';

/**
 * By SQLSTATE (PostgreSQL, appendix A). What is not listed here, known or not, is an outage: 08 connection, 25 state of
 * the transaction, 28 login, 3D and 3F no such database or schema, 53 resources, 55 prerequisites, 57 operator,
 * 58 system, 72 snapshot, F0 configuration, XX internal.
 */
const FAULTS: Readonly<Record<string, DatabaseFault>> = {
  '25006': 'outdated',
  '26000': 'outdated',
  '40001': 'conflict',
  '40P01': 'conflict',
  [DISK_FULL]: 'full',
  '55P03': 'busy',
  '57014': 'busy',
  // A right that was withdrawn: not the statement is wrong.
  '42501': 'lost',
  // No such column, function, object, table. The statements are those of the tests: it is the schema that is another.
  '42703': 'lost',
  '42883': 'lost',
  '42704': 'lost',
  '42P01': 'lost',
};

const FOREIGN_STATES: ReadonlySet<string> = new Set(['42703', '42883', '42704', '42P01']);

/**
 * Classes that are about the statement and its values. 03 to 10: not complete, triggers, not supported, locators,
 * diagnostics, XML. 20 to 2F: case, cardinality, data, constraints, cursors, triggers, privileges, end of a
 * transaction, routines. 34 to 3B: cursors, routines, savepoints. 42 syntax and names, 44 check option, 54 limits,
 * P0 PL/pgSQL.
 */
const STATEMENT_CLASSES: ReadonlySet<string> = new Set(
  '03 09 0A 0F 0Z 10 20 21 22 23 24 27 2B 2D 2F 34 38 39 3B 42 44 54 P0'.split(' '),
);

function faultOfState({ code = '', severity, constraint }: pg.DatabaseError): DatabaseFault {
  if (severity === 'FATAL' || severity === 'PANIC') return 'lost';
  const known = FAULTS[code];
  if (known !== undefined) return known;
  const sqlClass = code.slice(0, 2);
  if (sqlClass === '23' && constraint !== undefined) return 'refused';
  return STATEMENT_CLASSES.has(sqlClass) ? 'statement' : 'lost';
}

/** Whether it is this constraint that does not allow the write, for who has to go another way then. */
export const isRefusedBy = (constraint: string, error: unknown): boolean =>
  error instanceof pg.DatabaseError && faultOf(error) === 'refused' && error.constraint === constraint;

/** The wait for a lock has ended: whoever holds it may be done by now. */
export const isLockTimeout = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '55P03';

/** A prepared statement whose columns a migration has changed: 0A000, told from others by the place in PostgreSQL. */
const isOfOldPlan = ({ code, routine }: pg.DatabaseError): boolean =>
  code === '0A000' && routine === 'RevalidateCachedQuery';

/** 25006: read_only_sql_transaction. */
const isReadOnly = (error: unknown): boolean =>
  error instanceof ReadOnlyConnection || (error instanceof pg.DatabaseError && error.code === '25006');

/** Also of a PANIC: PostgreSQL needs a file for its log, has none, and ends. */
export const isFull = (error: unknown): boolean =>
  error instanceof OutOfSpace || (error instanceof pg.DatabaseError && error.code === DISK_FULL);

const isForeign = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && FOREIGN_STATES.has(error.code ?? '');

const causeOf = (error: unknown): unknown => (error instanceof ConnectionLost ? error.cause : error) ?? {};

/** 28: login, 3D: database, 3F: schema, 42: right. */
function isClosed(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof pg.DatabaseError && /^(28|3D|3F|42)/.test(cause.code ?? '');
}

/**
 * What a statement failed with: everything that PostgreSQL has not sent came from the connection, except values that
 * could not be written down (an error of the language).
 */
export const errorOfStatement = (error: unknown): unknown =>
  error instanceof pg.DatabaseError || isOfLanguage(error) ? error : new ConnectionLost(error);

const isOfLanguage = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;

/** What the caller of a unit of work learns; what is foreign, or a bug, is returned unchanged. */
export function meaningOfFault(error: unknown): unknown {
  const fault = faultOf(error);
  if (fault === 'foreign' || fault === 'statement') return error;
  if (fault === 'refused') return new ConstraintViolation(error as pg.DatabaseError);
  return new DatabaseUnavailable(`the database is not available: ${(error as Error).message}`, {
    cause: error,
  });
}

/** `Key (pool_id, address)=(1, 10.0.0.1) already exists.`, in whatever language the server uses. */
function keyOf(detail: string): Readonly<Record<string, string>> {
  const [, columns = '', values = ''] = /\(([^)]*)\)=\((.*?)\)/.exec(detail) ?? [];
  const parts = values.split(', ');
  return Object.fromEntries(columns.split(', ').map((column, index) => [column, parts[index] ?? '']));
}
