import type { CallDefinition } from '../http/call.ts';
import { type JsonSchema, TEXT_SCHEMA, listOf } from '../http/json-schema.ts';
import { requestHeaders } from './headers.ts';
import { badRequestsOf } from './bad-requests.ts';
import { json, responsesOf } from './responses.ts';

/** One method of one path, before it takes the form of OpenAPI. */
export interface Operation {
  readonly method: CallDefinition['method'];
  /** Below /v2.0, with `:name` for what varies. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Default 200. */
  readonly status?: number;
  readonly parameters?: readonly JsonSchema[];
  readonly request?: JsonSchema | undefined;
  readonly example?: JsonSchema | undefined;
  readonly answer?: JsonSchema | undefined;
  readonly isRefused?: true;
  /** Default JSON. */
  readonly answerType?: string | undefined;
  /** Shows a revision as its entity tag. */
  readonly isTagged?: true;
  /** Integers, booleans or the like are made of what is sent. */
  readonly converts?: boolean;
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
  ...(docs?.isRefused === true ? { isRefused: true } : {}),
  answerType: docs?.answerType,
});

/** `/lb/pools/:id` as OpenAPI writes it. */
export const templateOf = (path: string): string => `/v2.0${path.replaceAll(/:(\w+)/g, '{$1}')}`;

export function operationObject(operation: Operation): JsonSchema {
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
    isRefused,
    isTagged,
  } = operation;
  const placeholders = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: TEXT_SCHEMA,
  }));
  const headers = isRefused === true ? [] : requestHeaders(method, status);
  const all = [...placeholders, ...parameters, ...headers];
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[/:_-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    tags: [tag],
    ...(all.length === 0 ? {} : { parameters: all }),
    ...(request === undefined ? {} : { requestBody: { required: true, content: json(request, example) } }),
    responses: responsesOf(
      method,
      isRefused === true
        ? undefined
        : { status, schema: answer, contentType: answerType, isTagged: isTagged === true },
      badRequestsOf(meetingOf(operation)),
    ),
  };
}

const meetingOf = ({ method, path, parameters = [], request, converts = false }: Operation) => ({
  method,
  path,
  takesBody: request !== undefined,
  isList: parameters.some(({ name }) => name === 'limit'),
  converts,
});
