import type { BadRequests, DescribedCall } from '../reference/bad-requests.ts';

type Condition = (call: DescribedCall) => boolean;

const calls =
  (...names: readonly string[]): Condition =>
  ({ method, path }) =>
    names.includes(`${method} ${path}`);

const takesBody: Condition = (call) => call.takesBody;
const creates: Condition = ({ method, ...call }) => method === 'POST' && call.takesBody;
const changes: Condition = ({ method, ...call }) => method === 'PUT' && call.takesBody;
const isList: Condition = (call) => call.isList;

/** Calls that are not those of a resource, but convert values too. */
const CONVERTING = calls(
  'GET /lb/events',
  'GET /lb/pools/:id/stats/history',
  'GET /search',
  'PUT /quotas/:projectId',
  'GET /agents/:id/loadbalancer-pools',
  'POST /floatingips',
  'POST /agents/rebalance',
);
const ON_SUBNETS = calls('POST /subnets', 'PUT /subnets/:id');
const ON_VIPS = calls('POST /lb/vips', 'PUT /lb/vips/:id');
const ON_CREATED_POOLS = calls('POST /lb/pools');

const ON_ROUTERS = calls(
  'POST /routers',
  'PUT /routers/:id',
  'PUT /routers/:id/add_router_interface',
  'PUT /routers/:id/remove_router_interface',
);
const ON_FLOATING_IPS = calls('POST /floatingips', 'PUT /floatingips/:id');

/** For the API reference. A call can answer with a type on the wire if it can meet one of the codes of that type. */
export const BAD_REQUESTS: BadRequests = {
  // Also for malformed HTTP, which is no call yet.
  HTTPBadRequest: () => true,
  BodyMissing: takesBody,
  BodyNotObject: takesBody,
  BodyUnwrapped: takesBody,
  BulkNotSupported: creates,
  BulkEmpty: creates,
  BulkItemInvalid: creates,
  AttributesUnknown: takesBody,
  AttributeNotInPost: creates,
  AttributeReadOnly: changes,
  AttributeMissing: creates,
  AttributeInvalid: takesBody,
  AliasesDiffer: takesBody,
  OwnerForeign: creates,
  OwnerMissing: creates,
  DryRunInvalid: ({ dryRun }) => dryRun !== 'overlooked',
  DryRunNotSupported: ({ dryRun }) => dryRun === 'refused',
  SortUnpaired: isList,
  SortTooLong: isList,
  SortKeyUnknown: isList,
  SortDirectionUnknown: isList,
  MalformedRequestBody: ({ method }) => method !== 'GET',
  ChangesNotObject: changes,
  LimitInvalid: isList,
  InvalidInput: (call) => call.converts || CONVERTING(call),
  CookiesNeedHttp: ON_VIPS,
  QuotaMissingProject: calls('GET /quotas/tenant'),
  ProtocolMismatch: ON_VIPS,
  DelayOrTimeoutInvalid: calls('POST /lb/health_monitors', 'PUT /lb/health_monitors/:id'),
  ServiceProviderNotFound: ON_CREATED_POOLS,
  DefaultServiceProviderNotFound: ON_CREATED_POOLS,
  OutOfBoundsAllocationPool: ON_SUBNETS,
  InvalidAllocationPool: ON_SUBNETS,
  DNSNameServersExhausted: ON_SUBNETS,
  HostRoutesExhausted: ON_SUBNETS,
  InvalidIpForNetwork: calls(
    'POST /ports',
    'PUT /ports/:id',
    'POST /routers',
    'PUT /routers/:id',
    'POST /floatingips',
  ),
  RouterRequestInvalid: ON_ROUTERS,
  FloatingIpRequestInvalid: ON_FLOATING_IPS,
  ExternalIpAddressExhausted: calls('POST /floatingips'),
};
