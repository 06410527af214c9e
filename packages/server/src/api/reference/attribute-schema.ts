import { type Attribute, type AttributeMap, EXAMPLE_ID } from '../resource/attribute.ts';
import type { ResourceDefinition } from '../resource/definition.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import { string } from '../resource/validators.ts';
import { columnOf } from '../resource/view.ts';
import { exampleId } from './sample.ts';

type Verb = 'post' | 'put';

type Shown = Pick<ResourceDefinition, 'attributes' | 'view'>;

/** An object as answers show it: what is only for admins, or only for some objects, may not be there. */
export const answerSchema = (resource: Shown): JsonSchema => {
  const shown = shownAttributes(resource);
  const required = Object.entries(shown).filter(
    ([, { adminRead, isPartial }]) => adminRead !== true && isPartial !== true,
  );
  return {
    type: 'object',
    properties: mapOf(shown, () => true, shownSchema),
    required: required.map(([name]) => name),
  };
};

/** The same object as answers show it to whoever names `fields`: any of its attributes. */
export const fieldsSchema = (resource: Shown, whole: string): JsonSchema => ({
  description: 'The attributes that `fields` names.',
  type: 'object',
  properties: Object.fromEntries(
    Object.keys(shownAttributes(resource)).map((name) => [
      name,
      { $ref: `#/components/schemas/${whole}/properties/${name}` },
    ]),
  ),
});

/** An attribute without a column is taken, not shown. */
const shownAttributes = ({ attributes, view }: Shown): AttributeMap =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => columnOf(view, name) !== undefined));

/** What POST or PUT takes. */
export function inputSchema(attributes: AttributeMap, verb: Verb): JsonSchema {
  const required = Object.keys(attributes).filter((name) => attributes[name]?.required === true);
  return {
    type: 'object',
    properties: {
      ...mapOf(
        attributes,
        (attribute) => attribute[verb] === true,
        (attribute) => writtenSchema(attribute, verb),
      ),
      ...aliasSchemas(attributes, verb),
    },
    ...(verb === 'post' && required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function aliasSchemas(attributes: AttributeMap, verb: Verb): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) =>
      attribute.alias === undefined || attribute[verb] !== true
        ? []
        : [
            [
              attribute.alias,
              { ...writtenSchema(attribute, verb), description: `another name of \`${name}\`` },
            ],
          ],
    ),
  );
}

type Sent = Pick<ResourceDefinition, 'attributes' | 'singular'>;

/** What stands in an example of POST, or of PUT: that changes no ids, which lead to other objects. */
export function exampleOf({ attributes, singular }: Sent, verb: Verb): JsonSchema {
  const shown = Object.entries(attributes).filter(
    ([, attribute]) =>
      attribute[verb] === true &&
      attribute.example !== undefined &&
      (verb === 'post' || attribute.type !== 'uuid'),
  );
  const value = (key: string, { example }: Attribute): unknown =>
    example === EXAMPLE_ID ? exampleId({ key, owner: singular }) : example;
  return Object.fromEntries(shown.map(([name, attribute]) => [name, value(name, attribute)]));
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
    ...shownExample(attribute),
  };
}

/** For the examples of answers. Defaults of objects are kept in another form. */
function shownExample({ type, example, default: value }: Attribute): JsonSchema {
  const shown = example === EXAMPLE_ID ? undefined : (example ?? (type === 'composite' ? undefined : value));
  return shown === undefined || shown === null ? {} : { examples: [shown] };
}

function writtenSchema(attribute: Attribute, verb: Verb): JsonSchema {
  const notes = [
    attribute.description,
    attribute.adminWrite === true ? 'set by admins only' : undefined,
    verb === 'post' && attribute.put !== true ? 'cannot be changed later' : undefined,
  ];
  const value = attribute.validate?.schema ?? attribute.shown ?? BY_TYPE[attribute.type];
  const others = attribute.convert?.forms?.(value) ?? [];
  return {
    ...(others.length === 0 ? value : { anyOf: [value, ...others] }),
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
  string: string().schema,
  text: string().schema,
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  ip: { type: 'string' },
  composite: {},
};
