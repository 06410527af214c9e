import type { Lifecycle } from '@lbaas/common/runtime';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { type Authenticator, NoAuthenticator, TokenAuthenticator } from '../api/index.ts';
import { KeystoneAuthenticator } from '../api/auth/keystone/index.ts';
import { keystoneOptions } from '../config/keystone-settings.ts';
import { readTokens } from '../config/token-file.ts';
import { CLOCK, CONFIG, LOGGER, METRICS } from './runtime.ts';

/** How callers are known, and what of it has a life of its own. */
export interface Authentication {
  readonly authenticator: Authenticator;
  readonly lifecycle: Lifecycle;
  /** Parts of the readiness that are shown and do not count. */
  readonly state: () => Readonly<Record<string, string>>;
}

export const AUTHENTICATION = Symbol.for('lbaas.server.Authentication') as ServiceIdentifier<Authentication>;

export const authenticationModule = new ContainerModule(({ bind }) => {
  bind(AUTHENTICATION)
    .toResolvedValue(
      (config, logger, metrics, clock) => {
        if (config.auth === 'noauth') return lifeless(new NoAuthenticator());
        if (config.auth === 'token')
          return lifeless(new TokenAuthenticator(readTokens(config.auth_tokens_file)));
        const keystone = new KeystoneAuthenticator(keystoneOptions(config), { logger, metrics, clock });
        return { authenticator: keystone, lifecycle: keystone, state: () => ({ keystone: keystone.state }) };
      },
      [CONFIG, LOGGER, METRICS, CLOCK],
    )
    .inSingletonScope();
});

const lifeless = (authenticator: Authenticator): Authentication => ({
  authenticator,
  lifecycle: { start: () => undefined, stop: () => undefined },
  state: () => ({}),
});
