import type { ErrorForm } from '../http/error-answer.ts';
import { TEXT_SCHEMA, exactly } from '../http/json-schema.ts';
import type { Wording, Wordings } from '../http/wording.ts';
import { wordOf } from '../http/words.ts';
import { policyOf } from './policy.ts';
import { WORDS } from './words.ts';

const badRequest = (message?: string): Wording => ({
  type: 'HTTPBadRequest',
  ...(message === undefined ? {} : { message }),
});

const badRequestOf = (reasonOf: NonNullable<Wording['params']>): Wording => ({
  type: 'BadRequest',
  message: 'Bad {resource} request: {reason}.',
  params: (params) => ({ ...params, ...reasonOf(params) }),
});

/** The reason is in the words of the use case. */
const badRequestFor = (resource: string): Wording => badRequestOf(() => ({ resource }));

/** Neutron's names and texts, as of Juno on, where the table of errors has others. */
const WORDINGS: Wordings = {
  BodyMissing: badRequest(),
  BodyNotObject: badRequest(),
  BodyUnwrapped: badRequest(),
  BulkNotSupported: badRequest(),
  BulkEmpty: badRequest(),
  BulkItemInvalid: badRequest(),
  AttributesUnknown: badRequest(),
  AttributeNotInPost: badRequest(),
  AttributeReadOnly: badRequest(),
  AttributeMissing: badRequest(),
  AttributeInvalid: badRequest(),
  AliasesDiffer: badRequest(),
  OwnerForeign: badRequest(
    "Specifying '{attribute}' other than authenticated tenant in request requires admin privileges",
  ),
  OwnerMissing: badRequest(),
  ChangesNotObject: badRequestOf(() => ({ reason: 'the body must be an object' })),
  LimitInvalid: badRequestOf(({ limit }) => ({
    reason: `limit must be an integer 0 or greater and not ${limit}`,
  })),
  SortUnpaired: badRequest('The number of sort_keys and sort_dirs must be same'),
  SortTooLong: badRequest(),
  SortKeyUnknown: badRequest(),
  SortDirectionUnknown: badRequest('sort_dir must be asc or desc'),
  RuleForbids: {
    type: 'PolicyNotAuthorized',
    message: "Policy doesn't allow {action} to be performed.",
    params: ({ verb, resource, attribute }) => ({
      action: policyOf({ verb: String(verb), resource: String(resource), attribute: String(attribute) }),
    }),
  },
  OverQuota: { params: ({ resource }) => ({ resource: wordOf(WORDS, String(resource)) }) },
  QuotaNotFound: { type: 'TenantQuotaNotFound', message: 'Quota for tenant {id} could not be found.' },
  QuotaMissingProject: {
    type: 'QuotaMissingTenant',
    message: 'Tenant-id was missing from Quota request.',
  },
  ListenerNotFound: { type: 'VipNotFound', message: 'Vip {id} could not be found' },
  HealthMonitorNotFound: { message: 'Health_monitor {id} could not be found' },
  ListenerExists: { type: 'VipExists', message: 'Another Vip already exists for pool {pool_id}' },
  // A load balancer has the id of its pool.
  ListenerPortInUse: {
    type: 'VipExists',
    message: 'Another Vip already exists for pool {load_balancer_id}',
  },
  PoolMonitorAssociationExists: {
    message: 'health_monitor {monitor_id} is already associated with pool {pool_id}',
  },
  ProtocolMismatch: {
    message: 'Protocol {vip_protocol} does not match pool protocol {pool_protocol}',
    params: ({ listener_protocol: vip_protocol = '', ...others }) => ({ vip_protocol, ...others }),
  },
  RouterRequestInvalid: badRequestFor('router'),
  FloatingIpRequestInvalid: badRequestFor('floatingip'),
  CookiesNeedHttp: {
    type: 'InvalidInput',
    message:
      'Invalid input for operation: session_persistence {persistence} needs protocol HTTP, the vip has {protocol}.',
  },
};

/** What an error of a status is wrapped in: a call that is not there has a wrapper of its own. */
const wrapperOf = (status: number): string => (status === 501 ? 'NotImplementedError' : 'NeutronError');

export const ERROR_FORM: ErrorForm = {
  wordings: WORDINGS,
  body: ({ status, type, message }) => ({ [wrapperOf(status)]: { type, message, detail: '' } }),
  schema: (status, types) =>
    exactly({
      [wrapperOf(status)]: exactly({
        type: { type: 'string', enum: types },
        message: TEXT_SCHEMA,
        detail: TEXT_SCHEMA,
      }),
    }),
};
