import { ApiError, apiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import { type Attribute, type AttributeMap, fieldOf, meantBy } from './attribute.ts';
import { modelWord } from './definition.ts';
import { quote } from './quote.ts';
import { isPlainObject, string } from './validators.ts';

/** Validated values under their inside names. */
export type Input = Readonly<Record<string, unknown>>;

/** The part of a resource that its bodies depend on. */
export interface BodyDefinition {
  readonly singular: string;
  readonly collection: string;
  readonly attributes: AttributeMap;
  /** What the model calls it. @default `singular` */
  readonly resource?: string;
  /** Whether `{collection: [...]}` is accepted. */
  readonly bulk: boolean;
  /** The attribute that names the project. */
  readonly ownerAttribute: string;
}

export type Prepared =
  | { readonly kind: 'one'; readonly input: Input }
  | { readonly kind: 'many'; readonly inputs: readonly Input[] };

type Verb = 'post' | 'put';
type Fields = Readonly<Record<string, unknown>>;

/** Judges the body of a POST in a fixed order, so that of several mistakes the same one is named. @throws ApiError */
export function preparePost(definition: BodyDefinition, context: CallContext, body: unknown): Prepared {
  if (body === undefined || body === null) throw apiError('BodyMissing');
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
    throw apiError('ChangesNotObject', { resource: definition.singular });
  }
  const sent = unwrap(definition, body);
  const changes = prepareOne(definition, context, sent, 'put');
  return { changes, refusal: refusalByPolicy(definition, context, sent, 'put') };
}

export type Judged =
  { readonly input: Input; readonly mistakes?: undefined } | { readonly mistakes: readonly ApiError[] };

/** As preparePost judges one object, with all that is wrong instead of the first. */
export function judgeNew(definition: BodyDefinition, context: CallContext, sent: unknown): Judged {
  if (!isPlainObject(sent))
    return { mistakes: [apiError('BodyUnwrapped', { resource: definition.singular })] };
  const whole = mistakesOf(() => prepareNew(definition, context, sent));
  if (whole.result !== undefined) return { input: whole.result };
  const single = Object.entries(definition.attributes).flatMap(([name, attribute]) => {
    if (Object.hasOwn(sent, name)) return mistakesOf(() => convertOne(name, attribute, sent[name])).mistakes;
    return attribute.required === true ? [apiError('AttributeMissing', { attribute: name })] : [];
  });
  const known = new Map([...whole.mistakes, ...single].map((mistake) => [mistake.message, mistake]));
  return { mistakes: [...known.values()] };
}

function mistakesOf<T>(work: () => T): { readonly result?: T; readonly mistakes: readonly ApiError[] } {
  try {
    return { result: work(), mistakes: [] };
  } catch (error) {
    if (error instanceof ApiError) return { mistakes: [error] };
    throw error;
  }
}

function prepareBulk(definition: BodyDefinition, context: CallContext, items: unknown): readonly Input[] {
  if (!definition.bulk) throw apiError('BulkNotSupported');
  if (!Array.isArray(items) || items.length === 0) throw apiError('BulkEmpty');
  return items.map((item: unknown) => {
    const { singular: resource } = definition;
    if (!isPlainObject(item)) throw apiError('BulkItemInvalid', { resource, item: quote(item) });
    const wrapped = isPlainObject(item[resource]) ? unwrap(definition, item) : item;
    return prepareNew(definition, context, wrapped);
  });
}

function unwrap(definition: BodyDefinition, body: Fields): Fields {
  const { singular } = definition;
  const fields = Object.hasOwn(body, singular) ? body[singular] : undefined;
  if (!isPlainObject(fields)) throw apiError('BodyUnwrapped', { resource: singular });
  return fields;
}

function prepareNew(definition: BodyDefinition, context: CallContext, sent: Fields): Input {
  const input = prepareOne(definition, context, sent, 'post');
  const refusal = refusalByPolicy(definition, context, sent, 'post');
  if (refusal !== undefined) throw refusal;
  return input;
}

function prepareOne(definition: BodyDefinition, context: CallContext, sent: Fields, verb: Verb): Input {
  const owned = withOwner(definition, context, withOwnNames(definition, sent), verb);
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
    throw apiError('AliasesDiffer', { alias, attribute: name });
  }
  return { ...rest, [name]: value };
}

/** Steps 5 and 6. The projects of others are the admin's to name. */
function withOwner(
  { attributes, ownerAttribute: attribute }: BodyDefinition,
  { isAdmin, projectId }: CallContext,
  sent: Fields,
  verb: Verb,
): Fields {
  if (!Object.hasOwn(attributes, attribute)) return sent;
  if (Object.hasOwn(sent, attribute)) {
    if (isAdmin || sent[attribute] === projectId) return sent;
    throw apiError('OwnerForeign', { attribute });
  }
  if (verb === 'put') return sent;
  if (projectId === '') throw apiError('OwnerMissing', { attribute });
  return { ...sent, [attribute]: projectId };
}

function refuseUnknown({ attributes }: BodyDefinition, sent: Fields): void {
  const unknown = Object.keys(sent).filter((name) => !Object.hasOwn(attributes, name));
  if (unknown.length === 0) return;
  throw apiError('AttributesUnknown', { attributes: unknown.slice(0, 5).map(quote).join(', ') });
}

function refuseReadOnly({ attributes }: BodyDefinition, sent: Fields, verb: Verb): void {
  const refused = Object.keys(sent).find((name) => attributes[name]?.[verb] !== true);
  if (refused === undefined) return;
  throw apiError(verb === 'post' ? 'AttributeNotInPost' : 'AttributeReadOnly', { attribute: refused });
}

function refuseMissing({ attributes }: BodyDefinition, sent: Fields): void {
  const missing = Object.keys(attributes).find(
    (name) => attributes[name]?.required === true && !Object.hasOwn(sent, name),
  );
  if (missing === undefined) return;
  throw apiError('AttributeMissing', { attribute: missing });
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
  if (reason !== undefined) throw apiError('AttributeInvalid', { attribute: name, reason });
  return converted;
}

/** Nothing of a client reaches the database without a bound. */
const fallback = (attribute: Attribute) =>
  attribute.type === 'string' || attribute.type === 'text' ? string() : () => undefined;

/** Step 12 for attributes; readers do not come this far. */
function refusalByPolicy(
  definition: BodyDefinition,
  context: CallContext,
  sent: Fields,
  verb: Verb,
): ApiError | undefined {
  if (context.isAdmin) return undefined;
  const { attributes } = definition;
  const refused = Object.keys(sent).find((name) => isRefused(attributes[name], sent[name]));
  if (refused === undefined) return undefined;
  const rule = { verb: verb === 'post' ? 'create' : 'update', resource: modelWord(definition) };
  return apiError('RuleForbids', { ...rule, attribute: refused });
}

function isRefused(attribute: Attribute | undefined, value: unknown): boolean {
  if (attribute?.adminWrite !== true) return false;
  return (attribute.convert?.(value) ?? value) !== attribute.default;
}

function asObject(body: unknown): Fields {
  if (!isPlainObject(body)) throw apiError('BodyNotObject');
  return body;
}
