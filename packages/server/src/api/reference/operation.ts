import type { CallDefinition } from '../http/call.ts';
import type { ErrorForm } from '../http/error-answer.ts';
import { type JsonSchema, TEXT_SCHEMA, listOf } from '../http/json-schema.ts';
import { requestHeaders } from './headers.ts';
import { json, responsesOf } from './responses.ts';

/** One method of one path, before it takes the form of OpenAPI. */
export interface Operation {
  readonly method: CallDefinition['method'];
  /** Below the prefix, with `:name` for what varies. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Default 200. */
  readonly status?: number;
  readonly parameters?: readonly JsonSchema[];
  readonly request?: JsonSchema | undefined;
  readonly example?: JsonSchema | undefined;
  readonly answer?: JsonSchema | undefined;
  /** Takes an Idempotency-Key. */
  readonly isCreate?: true;
  readonly isRefused?: true;
  /** Default JSON. */
  readonly answerType?: string | undefined;
  /** Shows a revision as its entity tag. */
  readonly isTagged?: true;
}

export const operationOf = ({ method, path, status, docs }: CallDefinition): Operation => ({
  method,
  path,
  tag: docs?.tag ?? path.split('/')[1] ?? '',
  summary: docs?.summary ?? `${method} ${path}`,
  ...(status === undefined ? {} : { status }),
  parameters: [
    ...(docs?.query ?? []).map((name) => ({ name, in: 'query', schema: listOf(TEXT_SCHEMA) })),
    ...(docs?.headers ?? []).map((name) => ({ name, in: 'header', schema: TEXT_SCHEMA })),
  ],
  request: docs?.request,
  example: docs?.example,
  answer: docs?.answer,
  ...(docs?.isCreate === true ? { isCreate: true } : {}),
  ...(docs?.isRefused === true ? { isRefused: true } : {}),
  answerType: docs?.answerType,
});

/** `/lb/pools/:id` as OpenAPI writes it. */
export const templateOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

export function operationObject(errors: ErrorForm, operation: Operation): JsonSchema {
  const {
    method,
    path,
    tag,
    summary,
    status = 200,
    parameters = [],
    request,
    example,
    answer,
    answerType,
    isCreate = false,
    isRefused,
    isTagged = false,
  } = operation;
  const placeholders = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: TEXT_SCHEMA,
  }));
  const headers = isRefused === true ? [] : requestHeaders(method, isCreate);
  const all = [...placeholders, ...parameters, ...headers];
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[/:_-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    tags: [tag],
    ...(all.length === 0 ? {} : { parameters: all }),
    ...(request === undefined ? {} : { requestBody: { required: true, content: json(request, example) } }),
    responses: responsesOf(errors, {
      method,
      isCreate,
      success: isRefused === true ? undefined : { status, schema: answer, contentType: answerType, isTagged },
    }),
  };
}
