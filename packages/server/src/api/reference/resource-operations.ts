import type { CallDefinition } from '../http/call.ts';
import type { Attribute } from '../resource/attribute.ts';
import type { ResourceDefinition } from '../resource/definition.ts';
import { type JsonSchema, TEXT_SCHEMA, exactly, listOf } from '../http/json-schema.ts';
import type { ResourceDialect } from '../resource/resource-dialect.ts';
import { columnOf } from '../resource/view.ts';
import { answerSchema, exampleOf, fieldsSchema, inputSchema } from './attribute-schema.ts';
import type { Operation } from './operation.ts';

/** The schemas of a resource, by the names of schemaNames. */
export function resourceSchemas(resource: ResourceDefinition): JsonSchema {
  const { attributes, create, update } = resource;
  const { object, fields, created, changed } = schemaNames(resource);
  return {
    [object]: answerSchema(resource),
    [fields]: fieldsSchema(resource, object),
    ...(create === undefined ? {} : { [created]: inputSchema(attributes, 'post') }),
    ...(update === undefined ? {} : { [changed]: inputSchema(attributes, 'put') }),
  };
}

function schemaNames({ singular }: Pick<ResourceDefinition, 'singular'>) {
  const object = singular.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { object, fields: `${object}Fields`, created: `${object}Create`, changed: `${object}Update` };
}

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** An object of a read: all of it, or what `fields` names. */
export const wholeOrFields = (resource: Pick<ResourceDefinition, 'singular'>): JsonSchema => {
  const { object, fields } = schemaNames(resource);
  return { anyOf: [ref(object), ref(fields)] };
};

/** The operations that the generic controller serves for a definition. */
export function resourceOperations(
  dialect: ResourceDialect,
  definition: ResourceDefinition,
): readonly Operation[] {
  const { successes, lists } = dialect;
  const { attributes, singular, collection, path, create, createMany, update, remove } = definition;
  const { object, created, changed } = schemaNames(definition);
  const one = exactly({ [singular]: ref(object) });
  const prose = definition.prose ?? { one: inWords(singular), many: inWords(collection) };
  const aOne = `${/^[aeiou]/.test(singular) ? 'an' : 'a'} ${prose.one}`;
  const converts = (verb?: 'post' | 'put'): boolean =>
    Object.values(attributes).some(
      (attribute) => isConverted(attribute) && (verb === undefined || attribute[verb] === true),
    );
  const common = { tag: tagOf(path) };
  const on = (
    method: CallDefinition['method'],
    at: string,
    rest: Omit<Operation, 'method' | 'path' | 'tag'>,
  ) => ({
    ...common,
    method,
    path: at,
    ...rest,
  });
  const operations: Operation[] = [
    on('GET', path, {
      summary: `List ${prose.many}`,
      parameters: listParameters(dialect, definition),
      isList: true,
      converts: converts(),
      answer: page(dialect, definition),
    }),
  ];
  if (definition.listOnly !== true) {
    operations.push(
      on('GET', `${path}/:id`, {
        summary: `Show ${aOne}`,
        parameters: [lists.docs.fields],
        answer: exactly({ [singular]: wholeOrFields(definition) }),
      }),
    );
  }
  if (create !== undefined) {
    const many = createMany !== undefined;
    const all = { [collection]: listOf(ref(object)) };
    operations.push(
      on('POST', path, {
        summary: many ? `Create ${aOne}, or several: all or none` : `Create ${aOne}`,
        status: successes.create,
        isCreate: true,
        converts: converts('post'),
        request: either(
          exactly({ [singular]: ref(created) }),
          many,
          exactly({ [collection]: bulkOf(singular, ref(created)) }),
        ),
        example: { [singular]: exampleOf(definition, 'post') },
        answer: either(one, many, exactly(all)),
      }),
    );
  }
  if (update !== undefined) {
    const request = exactly({ [singular]: ref(changed) });
    const example = { [singular]: exampleOf(definition, 'put') };
    const { update: status } = successes;
    operations.push(
      on('PUT', `${path}/:id`, {
        summary: `Change ${aOne}`,
        status,
        converts: converts('put'),
        request,
        example,
        answer: one,
      }),
    );
  }
  if (remove !== undefined) {
    operations.push(on('DELETE', `${path}/:id`, { summary: `Delete ${aOne}`, status: successes.remove }));
  }
  return operations.map((operation) => ({
    ...operation,
    ...(isTagged(definition, operation) ? { isTagged: true } : {}),
    ...(definition.dryRun === true && operation.method !== 'GET' ? { dryRun: true } : {}),
  }));
}

const isConverted = ({ convert }: Attribute): boolean => convert?.forms !== undefined;

const inWords = (name: string): string => name.replaceAll('_', ' ');

/** Each object of a bulk create may come in the wrapper of a single one. */
const bulkOf = (singular: string, one: JsonSchema): JsonSchema => ({
  ...listOf({ anyOf: [one, exactly({ [singular]: one })] }),
  minItems: 1,
});

/** Every answer with one object of a resource that has revisions. */
const isTagged = ({ attributes, path }: ResourceDefinition, operation: Operation): boolean =>
  'revision_number' in attributes &&
  operation.method !== 'DELETE' &&
  !(operation.method === 'GET' && operation.path === path);

const either = (one: JsonSchema, hasMany: boolean, many: JsonSchema): JsonSchema =>
  hasMany ? { oneOf: [one, many] } : one;

const page = ({ lists }: ResourceDialect, { collection, singular }: ResourceDefinition): JsonSchema => ({
  type: 'object',
  properties: {
    [collection]: listOf(wholeOrFields({ singular })),
    ...lists.docs.links(collection),
  },
  required: [collection],
});

function listParameters({ lists }: ResourceDialect, definition: ResourceDefinition): readonly JsonSchema[] {
  const sortable = namesOf(definition, (column) => column !== undefined && sortableColumn(column));
  return [
    lists.docs.fields,
    ...lists.docs.parameters(sortable),
    ...namesOf(definition, isFilterable).map(filterParameter),
    ...Object.entries(definition.filters ?? {}).map(([name, { description, schema }]) => ({
      name,
      in: 'query',
      description,
      schema,
    })),
  ];
}

type Column = ReturnType<typeof columnOf>;

const sortableColumn = (column: Column): boolean => typeof column === 'string' || column?.sql !== undefined;
const isFilterable = (column: Column): boolean =>
  sortableColumn(column) || (typeof column === 'object' && column.filter !== undefined);

const filterParameter = (name: string): JsonSchema => ({
  name,
  in: 'query',
  description: 'filter; several values are alternatives',
  schema: listOf(TEXT_SCHEMA),
});

function namesOf(
  { attributes, view }: ResourceDefinition,
  isWanted: (column: Column) => boolean,
): readonly string[] {
  return Object.entries(attributes)
    .filter(([name, attribute]) => {
      const column = columnOf(view, name);
      const hasFilter = typeof column === 'object' && column.filter !== undefined;
      return isWanted(column) && (attribute.type !== 'composite' || hasFilter);
    })
    .map(([name]) => name);
}

/** `lb` for everything of load balancing, else the collection. */
export const tagOf = (path: string): string => path.split('/')[1] ?? '';
