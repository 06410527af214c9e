import { ROUTER_DRIVER } from '@lbaas/common/domain';
import { ConfigError } from '@lbaas/common/runtime';
import { Type } from 'typebox';
import type { ServiceProvider } from '../placement/index.ts';

const SHAPE = '^([A-Za-z0-9][A-Za-z0-9_.-]{0,254}):([A-Za-z0-9_.-]{1,64})(:default)?$';

export const SERVICE_PROVIDERS_SETTING = Type.Array(Type.String({ pattern: SHAPE }), {
  minItems: 1,
  default: ['haproxy:haproxy_ns:default'],
  description:
    'NAME:DRIVER or NAME:DRIVER:default: providers that pools can ask for, and the device driver of their agents',
});

/**
 * Names are compared without regard to case.
 * @throws ConfigError for a name that occurs twice, or is that of routers, and for two defaults
 */
export function readProviders(settings: readonly string[]): readonly ServiceProvider[] {
  const providers = settings.map(readProvider);
  const names = providers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError([`service_providers: ${twice} is there twice`]);
  // Routers name it as their provider.
  if (names.includes(ROUTER_DRIVER))
    throw new ConfigError([`service_providers: ${ROUTER_DRIVER} is the driver of routers`]);
  if (providers.filter(({ isDefault }) => isDefault).length > 1) {
    throw new ConfigError(['service_providers: only one can be the default']);
  }
  return providers;
}

/** The schema guarantees the shape of the text. */
function readProvider(text: string): ServiceProvider {
  const [, name = '', driver = '', isDefault] = new RegExp(SHAPE).exec(text) ?? [];
  return { name: name.toLowerCase(), driver, isDefault: isDefault !== undefined };
}
