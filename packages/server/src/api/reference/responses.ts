import { ERRORS, type ErrorCode } from '../../usecases/errors.ts';
import type { CallDefinition } from '../http/call.ts';
import { RETRY_STATUSES, errorWrapper } from '../http/error-answer.ts';
import { type JsonSchema, TEXT_SCHEMA, exactly } from '../http/json-schema.ts';
import { REQUEST_ID, answerHeaders, isConditional, isCreate } from './headers.ts';

const RETRY_AFTER = { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } };

/** Of a CONNECT, which is no call. */
const METHOD_NOT_ALLOWED = 405;

/** Which of its types there are depends on the call. */
const BAD_REQUEST = 400;

const STATUSES = [...new Set(Object.values(ERRORS).map(({ status }) => status))]
  .filter((status) => status !== METHOD_NOT_ALLOWED && status !== BAD_REQUEST)
  .sort((a, b) => a - b);

/** The errors that only what changes something, or has a body, can meet. */
const NOT_OF_GET: ReadonlySet<number> = new Set([409, 413]);

/** One response per status of the error table, with the types that have it. */
export const errorComponents = (): JsonSchema =>
  Object.fromEntries(STATUSES.map((status) => [nameOf(status), errorResponse(status, typesOf(status))]));

interface Success {
  readonly status: number;
  readonly schema?: JsonSchema | undefined;
  /** Default JSON. */
  readonly contentType?: string | undefined;
  /** Shows a revision as its entity tag. */
  readonly isTagged?: boolean;
}

/** Every answer of a call: its success unless it is always refused, and the errors that its method can meet. */
export function responsesOf(
  method: CallDefinition['method'],
  success: Success | undefined,
  badRequests: readonly ErrorCode[],
): JsonSchema {
  const isPossible = (status: number): boolean =>
    (method !== 'GET' || !NOT_OF_GET.has(status)) &&
    (status !== 412 || isConditional(method)) &&
    (status !== 422 || isCreate(method, success?.status ?? 0));
  const errors = STATUSES.filter(isPossible);
  return {
    ...(success === undefined ? {} : { [success.status]: successResponse(method, success) }),
    [BAD_REQUEST]: errorResponse(BAD_REQUEST, badRequests),
    ...Object.fromEntries(
      errors.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
    ),
  };
}

const JSON_TYPE = 'application/json';

const successResponse = (
  method: CallDefinition['method'],
  { status, schema = {}, contentType = JSON_TYPE, isTagged = false }: Success,
): JsonSchema => ({
  description: status === 204 ? 'Done; no body.' : 'Done.',
  headers: answerHeaders(method, status, isTagged),
  ...(status === 204 ? {} : { content: { [contentType]: { schema } } }),
});

export const json = (schema: JsonSchema, example?: JsonSchema): JsonSchema => ({
  [JSON_TYPE]: { schema, ...(example === undefined ? {} : { example }) },
});

// The cast: the table has no other keys.
const typesOf = (status: number): readonly ErrorCode[] =>
  (Object.keys(ERRORS) as ErrorCode[]).filter((type) => ERRORS[type].status === status);

function errorResponse(status: number, types: readonly ErrorCode[]): JsonSchema {
  const error = exactly({
    type: { type: 'string', enum: types },
    message: TEXT_SCHEMA,
    detail: TEXT_SCHEMA,
  });
  return {
    description: types.map((type) => `- \`${type}\`: ${ERRORS[type].message}`).join('\n'),
    headers: RETRY_STATUSES.has(status) ? { ...REQUEST_ID, ...RETRY_AFTER } : REQUEST_ID,
    content: json(exactly({ [errorWrapper(status)]: error })),
  };
}

const nameOf = (status: number): string => `Error${status}`;
