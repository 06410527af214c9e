import { type ApiError, apiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import { type Attribute, type AttributeMap, fieldOf, meantBy } from './attribute.ts';
import { quote } from './quote.ts';
import { isPlainObject, string } from './validators.ts';

/** Validated values under their inside names. */
export type Input = Readonly<Record<string, unknown>>;

/** The part of a resource that its bodies depend on. */
export interface BodyDefinition {
  readonly singular: string;
  readonly collection: string;
  readonly attributes: AttributeMap;
  /** Whether `{collection: [...]}` is accepted. */
  readonly bulk: boolean;
}

export type Prepared =
  | { readonly kind: 'one'; readonly input: Input }
  | { readonly kind: 'many'; readonly inputs: readonly Input[] };

type Verb = 'post' | 'put';
type Fields = Readonly<Record<string, unknown>>;

/** Judges the body of a POST in Neutron's order, so that of several mistakes the same one is named. @throws ApiError */
export function preparePost(definition: BodyDefinition, context: CallContext, body: unknown): Prepared {
  if (body === undefined || body === null) throw badRequest('Resource body required');
  const wrapper = asObject(body);
  if (Object.hasOwn(wrapper, definition.collection)) {
    return { kind: 'many', inputs: prepareBulk(definition, context, wrapper[definition.collection]) };
  }
  return { kind: 'one', input: prepareNew(definition, context, unwrap(definition, wrapper)) };
}

export interface PreparedChanges {
  readonly changes: Input;
  /** Step 12, which comes after the object has been found: what keeps this caller from the changes. */
  readonly refusal: ApiError | undefined;
}

/** The same for PUT, without step 12: no defaults, nothing is required. @throws ApiError */
export function preparePut(definition: BodyDefinition, context: CallContext, body: unknown): PreparedChanges {
  if (!isPlainObject(body)) {
    throw apiError('BadRequest', { resource: definition.singular, reason: 'the body must be an object' });
  }
  const sent = unwrap(definition, body);
  const changes = prepareOne(definition, context, sent, 'put');
  return { changes, refusal: refusalByPolicy(definition, context, sent, 'put') };
}

function prepareBulk(definition: BodyDefinition, context: CallContext, items: unknown): readonly Input[] {
  if (!definition.bulk) throw badRequest('Bulk operation not supported');
  if (!Array.isArray(items) || items.length === 0) throw badRequest('Resources required');
  return items.map((item: unknown) => {
    if (!isPlainObject(item)) throw badRequest(`Invalid ${definition.singular} in the list: ${quote(item)}`);
    const wrapped = isPlainObject(item[definition.singular]) ? unwrap(definition, item) : item;
    return prepareNew(definition, context, wrapped);
  });
}

function unwrap(definition: BodyDefinition, body: Fields): Fields {
  const { singular } = definition;
  const fields = Object.hasOwn(body, singular) ? body[singular] : undefined;
  if (!isPlainObject(fields)) throw badRequest(`Unable to find '${singular}' in request body`);
  return fields;
}

function prepareNew(definition: BodyDefinition, context: CallContext, sent: Fields): Input {
  const input = prepareOne(definition, context, sent, 'post');
  const refusal = refusalByPolicy(definition, context, sent, 'post');
  if (refusal !== undefined) throw refusal;
  return input;
}

function prepareOne(definition: BodyDefinition, context: CallContext, sent: Fields, verb: Verb): Input {
  const owned = withTenant(definition, context, withOwnNames(definition, sent), verb);
  refuseUnknown(definition, owned);
  refuseReadOnly(definition, owned, verb);
  if (verb === 'post') refuseMissing(definition, owned);
  return convertAll(definition, owned, verb);
}

/** What is sent under an alias, under the name that the map has for it. */
function withOwnNames({ attributes }: BodyDefinition, sent: Fields): Fields {
  const alias = Object.keys(sent).find((name) => meantBy(attributes, name) !== name);
  if (alias === undefined) return sent;
  const name = meantBy(attributes, alias);
  const { [alias]: value, ...rest } = sent;
  if (Object.hasOwn(rest, name) && rest[name] !== value) {
    throw badRequest(`'${alias}' and '${name}' do not match`);
  }
  return { ...rest, [name]: value };
}

/** Steps 5 and 6. Project ids of other tenants are the admin's to name. */
function withTenant({ attributes }: BodyDefinition, context: CallContext, sent: Fields, verb: Verb): Fields {
  if (!Object.hasOwn(attributes, 'tenant_id')) return sent;
  if (Object.hasOwn(sent, 'tenant_id')) {
    if (context.isAdmin || sent['tenant_id'] === context.projectId) return sent;
    const rule = 'other than authenticated tenant in request requires admin privileges';
    throw badRequest(`Specifying 'tenant_id' ${rule}`);
  }
  if (verb === 'put') return sent;
  if (context.projectId === '')
    throw badRequest('Running without a project requires that tenant_id is specified');
  return { ...sent, tenant_id: context.projectId };
}

function refuseUnknown({ attributes }: BodyDefinition, sent: Fields): void {
  const unknown = Object.keys(sent).filter((name) => !Object.hasOwn(attributes, name));
  if (unknown.length === 0) return;
  throw badRequest(`Unrecognized attribute(s) ${unknown.slice(0, 5).map(quote).join(', ')}`);
}

function refuseReadOnly({ attributes }: BodyDefinition, sent: Fields, verb: Verb): void {
  const refused = Object.keys(sent).find((name) => attributes[name]?.[verb] !== true);
  if (refused === undefined) return;
  throw badRequest(
    verb === 'post'
      ? `Attribute '${refused}' not allowed in POST`
      : `Cannot update read-only attribute ${refused}`,
  );
}

function refuseMissing({ attributes }: BodyDefinition, sent: Fields): void {
  const missing = Object.keys(attributes).find(
    (name) => attributes[name]?.required === true && !Object.hasOwn(sent, name),
  );
  if (missing === undefined) return;
  throw badRequest(`Failed to parse request. Required attribute '${missing}' not specified`);
}

function convertAll({ attributes }: BodyDefinition, sent: Fields, verb: Verb): Input {
  const input: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    if (Object.hasOwn(sent, name)) {
      input[fieldOf(name, attribute)] = convertOne(name, attribute, sent[name]) ?? undefined;
    } else if (verb === 'post' && attribute.default !== undefined) {
      input[fieldOf(name, attribute)] = attribute.default;
    }
  }
  return input;
}

function convertOne(name: string, attribute: Attribute, value: unknown): unknown {
  const converted = attribute.convert === undefined ? value : attribute.convert(value);
  const reason = (attribute.validate ?? fallback(attribute))(converted);
  if (reason !== undefined) throw badRequest(`Invalid input for ${name}. Reason: ${reason}.`);
  return converted;
}

/** Nothing of a client reaches the database without a bound. */
const fallback = (attribute: Attribute) =>
  attribute.type === 'string' || attribute.type === 'text' ? string() : () => undefined;

/** Step 12 for attributes; readers do not come this far. */
function refusalByPolicy(
  { attributes, singular }: BodyDefinition,
  context: CallContext,
  sent: Fields,
  verb: Verb,
): ApiError | undefined {
  if (context.isAdmin) return undefined;
  const action = `${verb === 'post' ? 'create' : 'update'}_${singular}`;
  const refused = Object.keys(sent).find((name) => isRefused(attributes[name], sent[name]));
  return refused === undefined
    ? undefined
    : apiError('PolicyNotAuthorized', { action: `${action}:${refused}` });
}

function isRefused(attribute: Attribute | undefined, value: unknown): boolean {
  if (attribute?.adminWrite !== true) return false;
  return (attribute.convert?.(value) ?? value) !== attribute.default;
}

function asObject(body: unknown): Fields {
  if (!isPlainObject(body)) throw badRequest('The body must be an object');
  return body;
}

const badRequest = (reason: string) => apiError('HTTPBadRequest', { reason });
