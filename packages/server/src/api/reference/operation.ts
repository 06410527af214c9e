import type { CallDefinition } from '../http/call.ts';
import { type JsonSchema, TEXT_SCHEMA, listOf } from '../http/json-schema.ts';
import { DRY_RUN_PARAMETER } from '../resource/dry-run.ts';
import { requestHeaders } from './headers.ts';
import { type DescribedCall, badRequestsOf } from './bad-requests.ts';
import type { ReferenceDialect } from './reference-dialect.ts';
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
  /** Takes `dry_run`. */
  readonly dryRun?: true;
  /** Default JSON. */
  readonly answerType?: string | undefined;
  /** Shows a revision as its entity tag. */
  readonly isTagged?: true;
  /** Of objects of one resource. */
  readonly isList?: true;
  /** Values that are sent in one form are stored in another: a text as an integer, a boolean or the like. */
  readonly converts?: boolean;
}

export const operationOf = ({ method, path, status, dryRun, docs }: CallDefinition): Operation => ({
  method,
  path,
  tag: docs?.tag ?? path.split('/')[1] ?? '',
  summary: docs?.summary ?? `${method} ${path}`,
  ...(status === undefined ? {} : { status }),
  ...(dryRun === true ? { dryRun } : {}),
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

export function operationObject(dialect: ReferenceDialect, operation: Operation): JsonSchema {
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
    dryRun = false,
  } = operation;
  const placeholders = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: TEXT_SCHEMA,
  }));
  const headers = isRefused === true ? [] : requestHeaders(method, isCreate);
  const dry = dryRun ? [DRY_RUN_PARAMETER] : [];
  const all = [...placeholders, ...parameters, ...dry, ...headers];
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[/:_-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    tags: [tag],
    ...(all.length === 0 ? {} : { parameters: all }),
    ...(request === undefined ? {} : { requestBody: { required: true, content: json(request, example) } }),
    responses: responsesOf(dialect.errors, {
      method,
      isCreate,
      dryRun,
      success: isRefused === true ? undefined : { status, schema: answer, contentType: answerType, isTagged },
      badRequests: badRequestsOf(dialect, described(operation)),
    }),
  };
}

const described = ({
  method,
  path,
  request,
  isList,
  dryRun,
  converts = false,
}: Operation): DescribedCall => ({
  method,
  path,
  takesBody: request !== undefined,
  isList: isList === true,
  converts,
  dryRun: dryRun === true ? 'taken' : 'refused',
});
