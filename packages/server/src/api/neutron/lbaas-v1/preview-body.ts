import { type ApiError, apiError } from '../../../usecases/errors.ts';
import type { CallContext } from '../../../usecases/call-context.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { type Input, judgeNew } from '../../resource/prepare-body.ts';
import { isPlainObject, isUuid } from '../../resource/validators.ts';
import { OWNER } from '../owner.ts';

/** The inputs fit the definition: they went through its own attribute map. */
type Served = ResourceDefinition<Input, Input>;

export type Resources = Readonly<Record<'pool' | 'vip' | 'member' | 'monitor', ResourceDefinition>>;

/** A new object, and where it is in the body. */
export interface Part {
  readonly path: string;
  readonly definition: Served;
  readonly input: Input;
}

export interface Mistake {
  readonly path: string;
  readonly error: ApiError;
}

export interface JudgedBody {
  readonly parts: readonly Part[];
  readonly floatingNetworkId: string | undefined;
  readonly mistakes: readonly Mistake[];
}

/** For the checks that want to know the pool, which is not there yet. */
const SOME_POOL = '00000000-0000-0000-0000-000000000000';

/** One statement after the other, on one connection. */
const MAX_ITEMS = 256;

const KEYS: ReadonlySet<string> = new Set([
  'pool',
  'vip',
  'members',
  'health_monitors',
  'floating_network_id',
]);

/** In the order of creation. @throws ApiError for a body that is none of these */
export function judgeBody(resources: Resources, context: CallContext, body: unknown): JudgedBody {
  const sent = isPlainObject(body) ? body['loadbalancer'] : undefined;
  if (!isPlainObject(sent)) throw apiError('BodyUnwrapped', { resource: 'loadbalancer' });
  const unknown = Object.keys(sent).filter((key) => !KEYS.has(key));
  if (unknown.length > 0) throw apiError('AttributesUnknown', { attributes: unknown.slice(0, 5).join(', ') });
  const { pool, vip, members = [], health_monitors: monitors = [], floating_network_id: floating } = sent;
  const judge = (path: string, definition: ResourceDefinition, item: unknown) =>
    judgePart(context, { path, definition: definition as Served, item });
  const all = [
    judge('pool', resources.pool, pool),
    ...(vip === undefined || vip === null ? [] : [judge('vip', resources.vip, vip)]),
    ...itemsOf('members', members).map((item, at) => judge(`members[${at}]`, resources.member, item)),
    ...itemsOf('health_monitors', monitors).map((item, at) =>
      judge(`health_monitors[${at}]`, resources.monitor, item),
    ),
  ];
  return {
    parts: all.flatMap(({ part }) => part ?? []),
    ...judgeFloating(floating, vip),
    mistakes: [...all.flatMap(({ mistakes }) => mistakes), ...judgeFloating(floating, vip).mistakes],
  };
}

interface Item {
  readonly path: string;
  readonly definition: Served;
  readonly item: unknown;
}

interface JudgedPart {
  readonly part?: Part;
  readonly mistakes: readonly Mistake[];
}

function judgePart(context: CallContext, { path, definition, item }: Item): JudgedPart {
  const isOfPool = 'pool_id' in definition.attributes;
  if (isOfPool && isPlainObject(item) && Object.hasOwn(item, 'pool_id')) {
    const error = apiError('AttributeNotInPost', { attribute: 'pool_id' });
    return { mistakes: [{ path: `${path}.pool_id`, error }] };
  }
  const sent = isOfPool && isPlainObject(item) ? { ...item, pool_id: SOME_POOL } : item;
  const judged = judgeNew({ ...definition, ownerAttribute: OWNER, bulk: false }, context, sent);
  if (judged.mistakes === undefined) return { part: { path, definition, input: judged.input }, mistakes: [] };
  return { mistakes: judged.mistakes.map((error) => ({ path: pathOf(path, error), error })) };
}

function judgeFloating(floating: unknown, vip: unknown) {
  if (floating === undefined || floating === null) return { floatingNetworkId: undefined, mistakes: [] };
  if (typeof floating === 'string' && isUuid(floating) && isPlainObject(vip))
    return { floatingNetworkId: floating, mistakes: [] };
  const reason = isPlainObject(vip) ? 'it is no UUID' : 'there is no vip for it to lead to';
  const attribute = 'floating_network_id';
  const error = apiError('AttributeInvalid', { attribute, reason });
  return { floatingNetworkId: undefined, mistakes: [{ path: attribute, error }] };
}

/** @throws ApiError AttributeInvalid */
function itemsOf(attribute: string, items: unknown): readonly unknown[] {
  if (Array.isArray(items) && items.length <= MAX_ITEMS) return items;
  throw apiError('AttributeInvalid', { attribute, reason: `it must be a list of ${MAX_ITEMS} at most` });
}

/** Of refusals that name no attribute: the one that they are about. */
const ATTRIBUTES: Readonly<Partial<Record<ApiError['code'], string>>> = {
  SubnetNotFound: 'subnet_id',
  ServiceProviderNotFound: 'provider',
  DefaultServiceProviderNotFound: 'provider',
  ProtocolMismatch: 'protocol',
  CookiesNeedHttp: 'session_persistence',
  IpAddressInUse: 'address',
  IpAddressAlreadyAllocated: 'address',
  InvalidIpForNetwork: 'address',
  MemberExists: 'address',
  DelayOrTimeoutInvalid: 'timeout',
};

/** Where in the body a refusal belongs. */
export function pathOf(path: string, { code, params }: ApiError): string {
  const attribute = params['attribute'] ?? ATTRIBUTES[code];
  return attribute === undefined || path === 'floating_network_id' ? path : `${path}.${attribute}`;
}
