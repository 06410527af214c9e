import type { CallDefinition } from '../http/call.ts';
import { type ErrorForm, RETRY_STATUSES } from '../http/error-answer.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import { type WireError, wireErrors } from '../http/wording.ts';
import { REQUEST_ID, answerHeaders, isConditional } from './headers.ts';

const RETRY_AFTER = { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } };

/** Of a CONNECT, which is no call. */
const METHOD_NOT_ALLOWED = 405;

/** Which of its types there are depends on the call. */
const BAD_REQUEST = 400;

const sharedStatusesOf = ({ wordings }: ErrorForm): readonly number[] =>
  [...new Set(wireErrors(wordings).map(({ status }) => status))]
    .filter((status) => status !== METHOD_NOT_ALLOWED && status !== BAD_REQUEST)
    .sort((a, b) => a - b);

/** The errors that only what changes something, or has a body, can meet. */
const NOT_OF_GET: ReadonlySet<number> = new Set([409, 413]);

/** One response per status of the error table but 400, with the types that have it. */
export const errorComponents = (errors: ErrorForm): JsonSchema =>
  Object.fromEntries(
    sharedStatusesOf(errors).map((status) => {
      const rows = wireErrors(errors.wordings).filter((row) => row.status === status);
      return [nameOf(status), errorResponse(errors, status, rows)];
    }),
  );

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
  /** Takes `dry_run`. */
  readonly dryRun?: boolean;
  /** undefined for what is always refused. */
  readonly success: Success | undefined;
  /** The errors of status 400 that it can meet. */
  readonly badRequests: readonly WireError[];
}

/** Every answer of a call: its success unless it is always refused, and the errors that its method can meet. */
export function responsesOf(
  errors: ErrorForm,
  { method, isCreate = false, dryRun = false, success, badRequests }: Answered,
): JsonSchema {
  const isPossible = (status: number): boolean =>
    (method !== 'GET' || !NOT_OF_GET.has(status)) &&
    (status !== 412 || isConditional(method)) &&
    (status !== 422 || isCreate);
  return {
    ...(success === undefined ? {} : successes(success, { isCreate, dryRun })),
    [BAD_REQUEST]: errorResponse(errors, BAD_REQUEST, badRequests),
    ...Object.fromEntries(
      sharedStatusesOf(errors)
        .filter(isPossible)
        .map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
    ),
  };
}

interface Doing {
  readonly isCreate: boolean;
  readonly dryRun: boolean;
}

const DRY_RUN: JsonSchema = { $ref: '#/components/schemas/DryRun' };

/** A dry run is answered with 200, whatever the call is answered with. */
function successes(success: Success, { isCreate, dryRun }: Doing): JsonSchema {
  const { status, schema = {} } = success;
  if (!dryRun) return { [status]: successResponse(success, isCreate) };
  if (status === 200)
    return { 200: successResponse({ ...success, schema: { anyOf: [schema, DRY_RUN] } }, isCreate) };
  const dry = {
    ...successResponse({ status: 200, schema: DRY_RUN }, false),
    description: 'What would be done.',
  };
  return { 200: dry, [status]: successResponse(success, isCreate) };
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

function errorResponse({ schema }: ErrorForm, status: number, rows: readonly WireError[]): JsonSchema {
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
