import type { ERRORS, ErrorCode } from '../../usecases/errors.ts';
import type { CallDefinition } from '../http/call.ts';

/** The types of status 400. */
type BadRequest = { [C in ErrorCode]: (typeof ERRORS)[C]['status'] extends 400 ? C : never }[ErrorCode];

/** What decides which of them a call can meet. */
interface Meeting {
  readonly method: CallDefinition['method'];
  /** Below /v2.0, with `:name` for what varies. */
  readonly path: string;
  readonly takesBody: boolean;
  readonly isList: boolean;
  /** Whether integers, booleans or the like are made of what is sent. */
  readonly converts: boolean;
}

const calls =
  (...names: readonly string[]) =>
  ({ method, path }: Meeting): boolean =>
    names.includes(`${method} ${path}`);

/** Beside the resources. */
const CONVERTING = calls('GET /lb/events', 'PUT /quotas/:projectId', 'GET /agents/:id/loadbalancer-pools');
const ON_SUBNETS = calls('POST /subnets', 'PUT /subnets/:id');
const ON_CREATED_POOLS = calls('POST /lb/pools');

/** A row for each type, so that a further one of the error table is placed too. */
const MEETS: Readonly<Record<BadRequest, (call: Meeting) => boolean>> = {
  // Also what is no HTTP.
  HTTPBadRequest: () => true,
  MalformedRequestBody: ({ method }) => method !== 'GET',
  BadRequest: ({ method, isList, takesBody }) => isList || (method === 'PUT' && takesBody),
  InvalidInput: (call) => call.converts || CONVERTING(call),
  QuotaMissingTenant: calls('GET /quotas/tenant'),
  ProtocolMismatch: calls('POST /lb/vips', 'PUT /lb/vips/:id'),
  DelayOrTimeoutInvalid: calls('POST /lb/health_monitors', 'PUT /lb/health_monitors/:id'),
  ServiceProviderNotFound: ON_CREATED_POOLS,
  DefaultServiceProviderNotFound: ON_CREATED_POOLS,
  OutOfBoundsAllocationPool: ON_SUBNETS,
  InvalidAllocationPool: ON_SUBNETS,
  DNSNameServersExhausted: ON_SUBNETS,
  HostRoutesExhausted: ON_SUBNETS,
  InvalidIpForNetwork: calls('POST /ports', 'PUT /ports/:id'),
};

// The cast: the table has no other keys.
const TYPES = Object.keys(MEETS) as BadRequest[];

/** The types of 400 that a call can answer with. */
export const badRequestsOf = (call: Meeting): readonly ErrorCode[] =>
  TYPES.filter((type) => MEETS[type](call));
