import type { CallDefinition } from '../http/call.ts';
import { type JsonSchema, TEXT_SCHEMA } from '../http/json-schema.ts';

type Method = CallDefinition['method'];

/** What changes or deletes takes If-Match; what creates takes an Idempotency-Key. */
export const isConditional = (method: Method): boolean => method === 'PUT' || method === 'DELETE';

const IDEMPOTENCY_KEY: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'a repeat of the request with the same key within 24 hours is answered as the first was',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const IF_MATCH: JsonSchema = {
  name: 'If-Match',
  in: 'header',
  description:
    '`"N"`, a list of such tags, or `revision_number=N`: the revision that the object must have; or `*`',
  schema: TEXT_SCHEMA,
};

/** The header parameters that the server itself knows, whatever the call. */
export function requestHeaders(method: Method, isCreate: boolean): readonly JsonSchema[] {
  if (isCreate) return [IDEMPOTENCY_KEY];
  return isConditional(method) ? [IF_MATCH] : [];
}

export const REQUEST_ID = {
  'X-Openstack-Request-Id': { description: 'in every log line of the request', schema: TEXT_SCHEMA },
};

const REPLAYED = {
  'Idempotency-Replayed': {
    description: '`true` on an answer that is a repeat',
    schema: { type: 'string', enum: ['true'] },
  },
};

const ETAG = {
  ETag: { description: 'the revision of the object, `"N"`, when one object is shown', schema: TEXT_SCHEMA },
};

/** The headers of a success. */
export const answerHeaders = (isCreate: boolean, isTagged: boolean): JsonSchema => ({
  ...REQUEST_ID,
  ...(isTagged ? ETAG : {}),
  ...(isCreate ? REPLAYED : {}),
});
