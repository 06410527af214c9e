import { ERRORS } from '../../usecases/errors.ts';
import type { CallDefinition } from '../call.ts';
import { errorWrapper } from '../error-answer.ts';
import { type JsonSchema, TEXT_SCHEMA, exactly } from '../resource/json-schema.ts';

const REQUEST_ID = { 'X-Openstack-Request-Id': { schema: TEXT_SCHEMA } };
const RETRY_AFTER = { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } };

const STATUSES = [...new Set(Object.values(ERRORS).map(({ status }) => status))].sort((a, b) => a - b);

/** The errors that only what changes something, or has a body, can meet. */
const NOT_OF_GET: ReadonlySet<number> = new Set([409, 413]);

/** One response per status of the error table, with the types that have it. */
export const errorComponents = (): JsonSchema =>
  Object.fromEntries(STATUSES.map((status) => [nameOf(status), errorResponse(status)]));

/** Every answer of a call: its success, and the errors that its method can meet. */
export function responsesOf(
  method: CallDefinition['method'],
  success: { readonly status: number; readonly schema?: JsonSchema | undefined },
): JsonSchema {
  const errors = STATUSES.filter((status) => method !== 'GET' || !NOT_OF_GET.has(status));
  return {
    [success.status]: {
      description: success.status === 204 ? 'Done; no body.' : 'Done.',
      headers: REQUEST_ID,
      ...(success.status === 204 ? {} : { content: json(success.schema ?? {}) }),
    },
    ...Object.fromEntries(
      errors.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
    ),
  };
}

export const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } });

function errorResponse(status: number): JsonSchema {
  const types = Object.entries(ERRORS).filter(([, row]) => row.status === status);
  const error = exactly({
    type: { type: 'string', enum: types.map(([type]) => type) },
    message: TEXT_SCHEMA,
    detail: TEXT_SCHEMA,
  });
  return {
    description: types.map(([type, { message }]) => `- \`${type}\`: ${message}`).join('\n'),
    headers: status === 503 ? { ...REQUEST_ID, ...RETRY_AFTER } : REQUEST_ID,
    content: json(exactly({ [errorWrapper(status)]: error })),
  };
}

const nameOf = (status: number): string => `Error${status}`;
