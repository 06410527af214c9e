import type { OpenCall } from '../http/call.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import { DRY_RUN_SCHEMA } from '../resource/dry-run.ts';
import { FORM_SCHEMAS } from '../resource/request-forms.ts';
import { type Operation, operationObject, operationOf, templateOf } from './operation.ts';
import type { ReferenceDialect } from './reference-dialect.ts';
import { resourceOperations, resourceSchemas } from './resource-operations.ts';
import { withAnswerExamples } from './answer-examples.ts';
import { type DescribedCall, badRequestsOf } from './bad-requests.ts';
import { errorComponents, responsesOf } from './responses.ts';

/** The OpenAPI 3.1 document of what a dialect serves. */
export function openApiDocument(dialect: ReferenceDialect): JsonSchema {
  const { title, version, description } = dialect.reference;
  const resources = dialect.parts.flatMap((part) => part.resources ?? []);
  const calls = dialect.parts.flatMap((part) => part.calls ?? []);
  const operations = [
    ...resources.flatMap((resource) => resourceOperations(dialect, resource)),
    ...calls.map(operationOf),
  ];
  const schemas = Object.assign(
    {},
    ...resources.map(resourceSchemas),
    FORM_SCHEMAS,
    dryRunSchemas(operations),
  ) as Record<string, JsonSchema>;
  return {
    openapi: '3.1.0',
    info: { title, version, description, license: LICENSE },
    servers: [{ url: '/' }],
    security: [{ token: [] }, {}],
    tags: tagsOf(dialect, operations),
    paths: withAnswerExamples({ ...openPaths(dialect), ...pathsOf(dialect, operations) }, schemas),
    components: {
      schemas,
      responses: errorComponents(dialect.errors),
      securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' } },
    },
  };
}

const dryRunSchemas = (operations: readonly Operation[]): JsonSchema =>
  operations.some(({ dryRun }) => dryRun) ? { DryRun: DRY_RUN_SCHEMA } : {};

/** Where a dialect serves its document. */
export const documentPath = ({ prefix }: Pick<ReferenceDialect, 'prefix'>): string =>
  `${prefix}/openapi.json`;

/** The rest follows by name. */
function tagsOf({ reference }: ReferenceDialect, operations: readonly Operation[]): readonly JsonSchema[] {
  const { tags } = reference;
  const names = new Set([...tags.keys(), ...operations.map(({ tag }) => tag).sort(), OPEN_TAG]);
  return [...names].map((name) => {
    const description = tags.get(name);
    return description === undefined ? { name } : { name, description };
  });
}

const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' };

/** What is open to everybody. */
const OPEN_TAG = 'versions';

const DOCUMENT: OpenCall['docs'] = {
  operationId: 'openApi',
  summary: 'This document',
  answer: { type: 'object', additionalProperties: true },
};

function openPaths(dialect: ReferenceDialect): JsonSchema {
  const open = [...dialect.openCalls, { path: documentPath(dialect), docs: DOCUMENT }];
  return Object.fromEntries(
    open.map(({ path, docs: { operationId, summary, answer } }) => {
      const responses = responsesOf(dialect.errors, {
        method: 'GET',
        success: { status: 200, schema: answer },
        badRequests: badRequestsOf(dialect, openCall(path)),
      });
      return [path, { get: { operationId, summary, tags: [OPEN_TAG], security: [], responses } }];
    }),
  );
}

const openCall = (path: string): DescribedCall => ({
  method: 'GET',
  path,
  takesBody: false,
  isList: false,
  converts: false,
  dryRun: 'overlooked',
});

function pathsOf(dialect: ReferenceDialect, operations: readonly Operation[]): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const operation of operations) {
    const path = `${dialect.prefix}${templateOf(operation.path)}`;
    const object = operationObject(dialect, operation);
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: object };
  }
  return paths;
}
