import {
  apiError,
  type ApiPart,
  type Dialect,
  type ErrorForm,
  eventsPart,
  type EventsPartOptions,
  wordOf,
  type Words,
} from '@lbaas/server/testing';
import { PLAIN_LISTS } from './plain-lists.ts';
import { OWNER, plainResource } from './plain-resources.ts';

export const PREFIX = '/plain/1';

const WORDS: Words = {
  listener: 'front',
  pool: 'group',
  member: 'target',
  health_monitor: 'probe',
  network: 'segment',
  router: 'junction',
  floating_ip: 'signpost',
};

const ERRORS: ErrorForm = {
  wordings: {
    HTTPNotFound: { type: 'no_such_place', message: 'There is nothing here' },
    HTTPUnauthorized: { type: 'who_are_you' },
    MalformedRequestBody: { type: 'not_json', message: 'This is no JSON: {reason}' },
    AttributesUnknown: { type: 'unknown_field', message: 'Unknown: {attributes}' },
    AttributeMissing: { type: 'missing_field', message: 'Missing: {attribute}' },
    AttributeInvalid: { type: 'wrong_field', status: 422, message: 'Wrong: {attribute} ({reason})' },
    OwnerForeign: { type: 'foreign_owner', message: '{attribute} is somebody else' },
    SortKeyUnknown: { type: 'unknown_order', message: 'Not an order: {key}' },
    PoolNotFound: { type: 'no_such_group', message: 'No group {id}' },
    ListenerNotFound: { type: 'no_such_front', message: 'No front {id}' },
    SubnetNotFound: { type: 'wrong_subnet', status: 400, message: 'No subnet {id}' },
    ListenerExists: { type: 'group_has_front', message: 'Group {pool_id} has a front' },
    OverQuota: {
      type: 'no_more',
      status: 403,
      message: 'No more {resource}s',
      params: ({ resource }) => ({ resource: wordOf(WORDS, String(resource)) }),
    },
    PolicyNotAuthorized: { type: 'read_only', message: 'Not for you: {action}' },
    RuleForbids: {
      type: 'admins_only',
      message: 'Admins only: {rule}',
      params: ({ verb, resource, attribute }) => ({
        rule: [wordOf(WORDS, String(resource)), attribute, verb].join('.'),
      }),
    },
  },
  body: ({ status, type, message }) => ({ problem: { status, code: type, text: message } }),
  schema: (status, types) => ({
    type: 'object',
    properties: {
      problem: {
        type: 'object',
        properties: { status: { const: status }, code: { enum: types }, text: { type: 'string' } },
        required: ['status', 'code', 'text'],
      },
    },
    required: ['problem'],
  }),
};

type RefuseCall = NonNullable<Dialect['refuseCall']>;

/** Readers may not write, and what is written must be called JSON. */
const refuseCall: RefuseCall = ({ caller, method, path, headers }) => {
  if (method === 'GET') return;
  if (caller.roles.includes('reader')) throw apiError('PolicyNotAuthorized', { action: `${method} ${path}` });
  const { 'content-type': type = 'application/json' } = headers;
  if (type !== 'application/json') throw apiError('MalformedRequestBody', { reason: `it is ${type}` });
};

/** Neutron's resources in other words: a dialect that agrees with Neutron in nothing that a dialect may decide. */
export function plainDialect(
  neutron: readonly ApiPart[],
  events: Omit<EventsPartOptions, 'dialect' | 'path'>,
): Dialect {
  const definitions = neutron.flatMap((part) => part.resources ?? []);
  const resources = definitions.flatMap((definition) => {
    const word = WORDS[definition.resource ?? definition.singular];
    return word === undefined ? [] : [plainResource(definition, word)];
  });
  const dialect = { words: WORDS, ownerAttribute: OWNER, errors: ERRORS };
  return {
    ...dialect,
    prefix: PREFIX,
    lists: PLAIN_LISTS,
    successes: { create: 200, update: 202, remove: 202 },
    refuseCall,
    openCalls: [
      {
        path: PREFIX,
        docs: { operationId: 'greeting', summary: 'Who speaks', answer: { type: 'object' } },
        run: (origin) => ({ speaks: 'plainly', at: origin }),
      },
    ],
    parts: [{ resources }, eventsPart({ ...events, resources, dialect, path: '/changes' })],
    reference: {
      title: 'Plain',
      version: '1',
      description: 'Load balancers in plain words.',
      tags: new Map([['groups', 'What serves']]),
    },
  };
}
