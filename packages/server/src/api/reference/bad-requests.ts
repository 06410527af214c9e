import type { ERRORS, ErrorCode } from '../../usecases/errors.ts';
import type { CallDefinition } from '../http/call.ts';
import type { ErrorForm } from '../http/error-answer.ts';
import { type WireError, wireErrors } from '../http/wording.ts';

const BAD_REQUEST = 400;

/** The codes of that status. */
type BadRequest = {
  [C in ErrorCode]: (typeof ERRORS)[C]['status'] extends typeof BAD_REQUEST ? C : never;
}[ErrorCode];

/** What decides which of them a call can meet. */
export interface DescribedCall {
  readonly method: CallDefinition['method'];
  /** Below the prefix of the dialect, with `:name` for what varies; of the whole server for an open call. */
  readonly path: string;
  readonly takesBody: boolean;
  readonly isList: boolean;
  /** Values that are sent in one form are stored in another. */
  readonly converts: boolean;
  /** What it makes of `dry_run`; open calls overlook it. */
  readonly dryRun: 'taken' | 'refused' | 'overlooked';
}

/** Whether a call of the dialect can meet an error. Every code has a row: the compiler asks for that of a new one. */
export type BadRequests = Readonly<Record<BadRequest, (call: DescribedCall) => boolean>>;

interface Refusing {
  readonly errors: ErrorForm;
  readonly badRequests?: BadRequests;
}

/** The errors of status 400 that a call can answer with, as the dialect words them. */
export function badRequestsOf({ errors, badRequests }: Refusing, call: DescribedCall): readonly WireError[] {
  const codes = badRequests === undefined ? undefined : codesOf(badRequests, call);
  return wireErrors(errors.wordings, codes).filter(({ status }) => status === BAD_REQUEST);
}

// The cast: the table has no other keys.
const codesOf = (table: BadRequests, call: DescribedCall): readonly BadRequest[] =>
  (Object.keys(table) as BadRequest[]).filter((code) => table[code](call));
