import type { ApiPart } from '../api-part.ts';
import { extensionCalls } from '../neutron/extensions.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import { FORM_SCHEMAS } from '../resource/request-forms.ts';
import { type Operation, operationObject, operationOf, templateOf } from './operation.ts';
import { resourceOperations, resourceSchemas } from './resource-operations.ts';
import { errorComponents } from './responses.ts';
import { versionPaths } from './version-paths.ts';
import { withAnswerExamples } from './answer-examples.ts';

const DESCRIPTION = `Load balancers, in the dialect of Neutron LBaaS v1, and the networks that they need.

- Every path is also served with \`.json\` behind it.
- Bodies are JSON whatever their content type says. Integers and booleans are accepted as text too.
- The examples of requests work as they are, once their ids are those of objects of yours.
- Unknown attributes are refused, and so are read-only ones; what PUT does not name stays as it is.
- With \`fields\`, answers have only the attributes that it names. Objects of other projects are not found (404).
- With \`Idempotency-Key\`, a create that is sent again is done once. With \`If-Match\`, a change that rests on an
  outdated view of the object is refused (412).
- 429 and 503 come with \`Retry-After\`. A call that is answered 429 has done nothing.
- Every answer has \`X-Openstack-Request-Id\`. An error is one \`NeutronError\` (\`NotImplementedError\` with 501), whose
  \`type\` programs may rely on.`;

/** The OpenAPI 3.1 document of what the modules serve. */
export function openApiDocument(modules: readonly ApiPart[]): JsonSchema {
  const resources = modules.flatMap((module) => module.resources ?? []);
  const calls = [...modules.flatMap((module) => module.calls ?? []), ...extensionCalls(modules)];
  const operations = [...resources.flatMap(resourceOperations), ...calls.map(operationOf)];
  const schemas = Object.assign({}, ...resources.map(resourceSchemas), FORM_SCHEMAS) as Record<
    string,
    JsonSchema
  >;
  return {
    openapi: '3.1.0',
    info: { title: 'LBaaS', version: '2.0', description: DESCRIPTION, license: LICENSE },
    servers: [{ url: '/' }],
    security: [{ token: [] }, {}],
    tags: tagsOf(operations),
    paths: withAnswerExamples({ ...versionPaths, ...pathsOf(operations) }, schemas),
    components: {
      schemas,
      responses: errorComponents(),
      securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' } },
    },
  };
}

/** What most callers look for comes first; the rest follows by name. */
const TAGS: ReadonlyMap<string, string> = new Map([
  ['lb', 'Load balancers: pools, VIPs, members, health monitors, events'],
  ['networks', 'Networks that VIPs live on'],
  ['subnets', 'Their addresses'],
  ['ports', 'Taken addresses'],
]);

function tagsOf(operations: readonly Operation[]): readonly JsonSchema[] {
  const names = new Set([...TAGS.keys(), ...operations.map(({ tag }) => tag).sort(), 'versions']);
  return [...names].map((name) => {
    const description = TAGS.get(name);
    return description === undefined ? { name } : { name, description };
  });
}

const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' };

function pathsOf(operations: readonly Operation[]): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const operation of operations) {
    const path = templateOf(operation.path);
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationObject(operation) };
  }
  return paths;
}
