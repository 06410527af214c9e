import type { Attribute, AttributeMap } from '../resource/attribute.ts';
import type { JsonSchema } from '../resource/json-schema.ts';

type Verb = 'post' | 'put';

/** An object as answers show it. What is only for admins, or only for some objects, may be left out. */
export const answerSchema = (attributes: AttributeMap): JsonSchema => ({
  type: 'object',
  properties: mapOf(attributes, () => true, shownSchema),
});

/** What POST or PUT takes. */
export function inputSchema(attributes: AttributeMap, verb: Verb): JsonSchema {
  const required = Object.keys(attributes).filter((name) => attributes[name]?.required === true);
  return {
    type: 'object',
    properties: mapOf(
      attributes,
      (attribute) => attribute[verb] === true,
      (attribute) => writtenSchema(attribute, verb),
    ),
    ...(verb === 'post' && required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function mapOf(
  attributes: AttributeMap,
  isWanted: (attribute: Attribute) => boolean,
  schema: (attribute: Attribute) => JsonSchema,
): Readonly<Record<string, JsonSchema>> {
  const wanted = Object.entries(attributes).filter(([, attribute]) => isWanted(attribute));
  return Object.fromEntries(wanted.map(([name, attribute]) => [name, schema(attribute)]));
}

function shownSchema(attribute: Attribute): JsonSchema {
  const isReadOnly = attribute.post !== true && attribute.put !== true;
  const notes = [attribute.description, attribute.adminRead === true ? 'shown to admins only' : undefined];
  return {
    ...(attribute.shown ?? attribute.validate?.schema ?? BY_TYPE[attribute.type]),
    ...descriptionOf(notes),
    ...(isReadOnly ? { readOnly: true } : {}),
  };
}

function writtenSchema(attribute: Attribute, verb: Verb): JsonSchema {
  const notes = [
    attribute.description,
    attribute.adminWrite === true ? 'set by admins only' : undefined,
    verb === 'post' && attribute.put !== true ? 'cannot be changed later' : undefined,
  ];
  return {
    ...(attribute.validate?.schema ?? attribute.shown ?? BY_TYPE[attribute.type]),
    ...(verb === 'post' ? defaultOf(attribute) : {}),
    ...descriptionOf(notes),
  };
}

/** Defaults are kept in their converted form; that of an object is not what a client would send. */
function defaultOf({ type, default: value }: Attribute): JsonSchema {
  return value === undefined || (type === 'composite' && !Array.isArray(value)) ? {} : { default: value };
}

function descriptionOf(notes: readonly (string | undefined)[]): JsonSchema {
  const text = notes.filter((note) => note !== undefined).join('; ');
  return text === '' ? {} : { description: text };
}

const BY_TYPE: Readonly<Record<Attribute['type'], JsonSchema>> = {
  uuid: { type: 'string', format: 'uuid' },
  string: { type: 'string' },
  text: { type: 'string' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  ip: { type: 'string' },
  composite: {},
};
