import { ConfigError, loadConfig } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { ServerConfigSchema } from './server-config.ts';
import { readProviders } from './service-providers.ts';

const env = { LBAAS_DATABASE_URL: 'postgres://u@db/x', LBAAS_AMQP_URL: 'amqp://mq/' };
const providersOf = (text?: string) =>
  readProviders(
    loadConfig(ServerConfigSchema, {
      env: text === undefined ? env : { ...env, LBAAS_SERVICE_PROVIDERS: text },
    }).service_providers,
  );

describe('readProviders', () => {
  it('knows HAProxy from the start', () => {
    expect(providersOf()).to.deep.equal([{ name: 'haproxy', driver: 'haproxy_ns', isDefault: true }]);
  });

  it('reads several, with or without a default', () => {
    expect(providersOf('Gold:haproxy_ns, silver:other')).to.deep.equal([
      { name: 'gold', driver: 'haproxy_ns', isDefault: false },
      { name: 'silver', driver: 'other', isDefault: false },
    ]);
  });

  for (const [why, text] of [
    ['a name twice', 'gold:a,Gold:b'],
    ['two defaults', 'gold:a:default,silver:b:default'],
    ['the name that routers have', 'router_ns:haproxy_ns'],
    ['no driver', 'gold'],
    ['another third word', 'gold:a:standard'],
    ['an empty name', ':a'],
    ['no provider at all', ''],
  ] as const) {
    it(`refuses ${why}`, () => expect(() => providersOf(text)).to.throw(ConfigError, /service_providers/i));
  }
});
