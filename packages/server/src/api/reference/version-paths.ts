import { type JsonSchema, TEXT_SCHEMA, exactly, listOf } from '../http/json-schema.ts';
import { responsesOf } from './responses.ts';

const links = listOf(exactly({ rel: TEXT_SCHEMA, href: TEXT_SCHEMA }));

const open = (operationId: string, summary: string, schema: JsonSchema): JsonSchema => ({
  get: {
    operationId,
    summary,
    tags: ['versions'],
    security: [],
    responses: responsesOf('GET', { status: 200, schema }, ['HTTPBadRequest']),
  },
});

/** What is open to everybody. */
export const versionPaths: JsonSchema = {
  '/': open(
    'versions',
    'The versions of the API',
    exactly({ versions: listOf(exactly({ id: TEXT_SCHEMA, status: TEXT_SCHEMA, links })) }),
  ),
  '/v2.0': open(
    'resources',
    'The core resources',
    exactly({ resources: listOf(exactly({ name: TEXT_SCHEMA, collection: TEXT_SCHEMA, links })) }),
  ),
  '/v2.0/openapi.json': open('openApi', 'This document', { type: 'object', additionalProperties: true }),
};
