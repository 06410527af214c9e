import type { CallDefinition } from '../http/call.ts';
import { type ErrorForm, RETRY_STATUSES } from '../http/error-answer.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import { wireErrors } from '../http/wording.ts';
import { REQUEST_ID, answerHeaders, isConditional } from './headers.ts';

const RETRY_AFTER = { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } };

/** Of a CONNECT, which is no call. */
const METHOD_NOT_ALLOWED = 405;

const statusesOf = ({ wordings }: ErrorForm): readonly number[] =>
  [...new Set(wireErrors(wordings).map(({ status }) => status))]
    .filter((status) => status !== METHOD_NOT_ALLOWED)
    .sort((a, b) => a - b);

/** The errors that only what changes something, or has a body, can meet. */
const NOT_OF_GET: ReadonlySet<number> = new Set([409, 413]);

/** One response per status of the error table, with the types that have it. */
export const errorComponents = (errors: ErrorForm): JsonSchema =>
  Object.fromEntries(statusesOf(errors).map((status) => [nameOf(status), errorResponse(errors, status)]));

interface Success {
  readonly status: number;
  readonly schema?: JsonSchema | undefined;
  /** Default JSON. */
  readonly contentType?: string | undefined;
  /** Shows a revision as its entity tag. */
  readonly isTagged?: boolean;
}

export interface Answered {
  readonly method: CallDefinition['method'];
  /** Takes an Idempotency-Key. */
  readonly isCreate?: boolean;
  /** undefined for what is always refused. */
  readonly success: Success | undefined;
}

/** Every answer of a call: its success unless it is always refused, and the errors that its method can meet. */
export function responsesOf(errors: ErrorForm, { method, isCreate = false, success }: Answered): JsonSchema {
  const isPossible = (status: number): boolean =>
    (method !== 'GET' || !NOT_OF_GET.has(status)) &&
    (status !== 412 || isConditional(method)) &&
    (status !== 422 || isCreate);
  return {
    ...(success === undefined ? {} : { [success.status]: successResponse(success, isCreate) }),
    ...Object.fromEntries(
      statusesOf(errors)
        .filter(isPossible)
        .map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
    ),
  };
}

const JSON_TYPE = 'application/json';

const successResponse = (
  { status, schema = {}, contentType = JSON_TYPE, isTagged = false }: Success,
  isCreate: boolean,
): JsonSchema => ({
  description: status === 204 ? 'Done; no body.' : 'Done.',
  headers: answerHeaders(isCreate, isTagged),
  ...(status === 204 ? {} : { content: { [contentType]: { schema } } }),
});

export const json = (schema: JsonSchema, example?: JsonSchema): JsonSchema => ({
  [JSON_TYPE]: { schema, ...(example === undefined ? {} : { example }) },
});

function errorResponse({ wordings, schema }: ErrorForm, status: number): JsonSchema {
  const rows = wireErrors(wordings).filter((row) => row.status === status);
  return {
    description: rows.map(({ type, message }) => `- \`${type}\`: ${message}`).join('\n'),
    headers: RETRY_STATUSES.has(status) ? { ...REQUEST_ID, ...RETRY_AFTER } : REQUEST_ID,
    content: json(
      schema(
        status,
        rows.map(({ type }) => type),
      ),
    ),
  };
}

const nameOf = (status: number): string => `Error${status}`;
