import { DatabaseUnavailable } from '../../persistence/index.ts';
import { ApiError, apiError } from '../../usecases/errors.ts';

export interface ErrorAnswer {
  readonly status: number;
  /** Under the name that `errorWrapper` gives. */
  readonly body: Readonly<Record<string, WireError>>;
  /** Seconds for Retry-After. */
  readonly retryAfterS?: number;
  /** What is worth a log line: a lost dependency in one line, a bug with its stack. */
  readonly lost?: string;
  readonly bug?: unknown;
}

interface WireError {
  readonly type: string;
  readonly message: string;
  readonly detail: '';
}

const RETRY_AFTER_S = 2;

/** Answers with Retry-After. */
export const RETRY_STATUSES: ReadonlySet<number> = new Set([429, 503]);

/** What an error of a status is wrapped in: a call that is not there has a wrapper of its own, as in Neutron. */
export const errorWrapper = (status: number): string =>
  status === 501 ? 'NotImplementedError' : 'NeutronError';

/** The wire form of an error, as of Neutron from Juno on. Nothing of an unexpected one is told to the client. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof ApiError) return answerOf(error);
  if (error instanceof DatabaseUnavailable) {
    const refusal = apiError('ServiceUnavailable', { reason: 'the database does not answer' });
    return { ...answerOf(refusal), lost: error.message };
  }
  return answerOfFramework(error) ?? { ...answerOf(apiError('HTTPInternalServerError')), bug: error };
}

function answerOf(error: ApiError): ErrorAnswer {
  const { code: type, message, status } = error;
  const answer = { status, body: { [errorWrapper(status)]: { type, message, detail: '' as const } } };
  return RETRY_STATUSES.has(status) ? { ...answer, retryAfterS: RETRY_AFTER_S } : answer;
}

const UNROUTABLE = new Set(['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH']);

interface FrameworkError {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message?: string;
}

/** What Fastify itself refuses before a handler runs. */
function answerOfFramework(error: unknown): ErrorAnswer | undefined {
  const { statusCode = 500, code = '', message = '' } = error as FrameworkError;
  if (statusCode === 413) return answerOf(apiError('HTTPRequestEntityTooLarge'));
  if (statusCode === 404 || UNROUTABLE.has(code)) return answerOf(apiError('HTTPNotFound'));
  if (statusCode < 400 || statusCode >= 500) return undefined;
  return answerOf(apiError('HTTPBadRequest', { reason: message }));
}
