import { DatabaseUnavailable, TurnRefused } from '../../persistence/index.ts';
import { ApiError, apiError } from '../../usecases/errors.ts';
import type { JsonSchema } from './json-schema.ts';
import { type WireError, type Wordings, wireError } from './wording.ts';

/** How a dialect refuses. */
export interface ErrorForm {
  readonly wordings: Wordings;
  /** The body of a refusal. */
  readonly body: (error: WireError) => object;
  /** Its schema for a status and the types that have it. */
  readonly schema: (status: number, types: readonly string[]) => JsonSchema;
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: object;
  /** Seconds for Retry-After. */
  readonly retryAfterS?: number;
  /** What is worth a log line: a lost dependency in one line, a bug with its stack. */
  readonly lost?: string;
  readonly bug?: unknown;
}

const RETRY_AFTER_S = 2;

/** Answers with Retry-After. */
export const RETRY_STATUSES: ReadonlySet<number> = new Set([429, 503]);

/** What an error is answered with. The client learns nothing about an unexpected one. */
export function errorAnswer(form: ErrorForm, error: unknown): ErrorAnswer {
  if (error instanceof DatabaseUnavailable) {
    const refusal = apiError('ServiceUnavailable', { reason: reasonOf(error) });
    return { ...answerOf(form, refusal), lost: error.message };
  }
  const refusal = refusalOf(error);
  if (refusal !== undefined) return answerOf(form, refusal);
  return { ...answerOf(form, apiError('HTTPInternalServerError')), bug: error };
}

function reasonOf({ isReadOnly, isFull, isBusy, isForeign }: DatabaseUnavailable): string {
  if (isForeign) return 'the database is not one of this server';
  if (isReadOnly) return 'the database is read-only';
  if (isFull) return 'the disk of the database is full';
  return isBusy ? 'the request has waited for others for too long' : 'the database does not answer';
}

function refusalOf(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  return error instanceof TurnRefused ? refusalOfTurn(error) : refusalOfFramework(error);
}

function answerOf(form: ErrorForm, error: ApiError): ErrorAnswer {
  const wire = wireError(form.wordings, error);
  const answer = { status: wire.status, body: form.body(wire) };
  return RETRY_STATUSES.has(wire.status) ? { ...answer, retryAfterS: RETRY_AFTER_S } : answer;
}

/** There was no connection to the database for the call. */
function refusalOfTurn({ reason, waiting }: TurnRefused): ApiError {
  switch (reason) {
    case 'full':
      return apiError('HTTPTooManyRequests', {
        reason: `${waiting} others of the project wait for their turn`,
      });
    case 'late':
      return apiError('ServiceUnavailable', { reason: 'the request has waited for its turn for too long' });
    case 'gone':
      return apiError('ServiceUnavailable', { reason: 'the client has gone' });
  }
}

const UNROUTABLE = new Set(['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH']);

interface FrameworkError {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message?: string;
}

/** What Fastify itself refuses before a handler runs. */
function refusalOfFramework(error: unknown): ApiError | undefined {
  const { statusCode = 500, code = '', message = '' } = error as FrameworkError;
  if (statusCode === 413) return apiError('HTTPRequestEntityTooLarge');
  if (statusCode === 404 || UNROUTABLE.has(code)) return apiError('HTTPNotFound');
  if (statusCode < 400 || statusCode >= 500) return undefined;
  return apiError('HTTPBadRequest', { reason: message });
}
