import type { PoolOptions } from '../../../usecases/balancing/create-pool.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { TEXT_SCHEMA, exactly, listOf } from '../../http/json-schema.ts';
import { valuesOf } from '../../http/query.ts';

interface Provider {
  readonly service_type: string;
  readonly name: string;
  readonly default: boolean;
}

const PROPERTIES = { service_type: TEXT_SCHEMA, name: TEXT_SCHEMA, default: { type: 'boolean' } };

/** All of it, or what `fields` names. */
const SHOWN = { anyOf: [exactly(PROPERTIES), { type: 'object', properties: PROPERTIES }] };

/** GET /service-providers, for any user, filtered by service_type, name and default. */
export const serviceProvidersCall = (providers: PoolOptions['providers']): CallDefinition => ({
  method: 'GET',
  path: '/service-providers',
  docs: {
    summary: 'List what can serve pools',
    tag: 'service-providers',
    query: ['service_type', 'name', 'default', 'fields'],
    answer: exactly({ service_providers: listOf(SHOWN) }),
  },
  run: async (call) => ({
    service_providers: providers
      .map(wireForm)
      .filter((provider) => matches(call, provider))
      .map((provider) => chosen(call, provider)),
  }),
});

const wireForm = ({ name, isDefault }: PoolOptions['providers'][number]): Provider => ({
  service_type: 'LOADBALANCER',
  name,
  default: isDefault,
});

const matches = ({ query }: Call, provider: Provider): boolean =>
  Object.entries(provider).every(([name, value]) => {
    const wanted = valuesOf(query[name]).map((text) => text.toLowerCase());
    return wanted.length === 0 || wanted.includes(String(value).toLowerCase());
  });

function chosen({ query }: Call, provider: Provider): Partial<Provider> {
  const fields = valuesOf(query['fields']);
  if (fields.length === 0) return provider;
  return Object.fromEntries(Object.entries(provider).filter(([name]) => fields.includes(name)));
}
