import type { Lifecycle } from '@lbaas/common/runtime';
import { type Authenticator, NoAuthenticator } from './authenticator.ts';
import {
  KeystoneAuthenticator,
  type KeystoneAuthenticatorParts,
  type KeystoneOptions,
} from './keystone/index.ts';
import { type KnownToken, TokenAuthenticator } from './token-authenticator.ts';

export type AuthenticationOptions =
  | { readonly kind: 'noauth' }
  | { readonly kind: 'token'; readonly tokens: readonly KnownToken[] }
  | { readonly kind: 'keystone'; readonly keystone: KeystoneOptions };

/** How callers are authenticated, and what has to be started and stopped for it. */
export interface Authentication {
  readonly authenticator: Authenticator;
  readonly lifecycle: Lifecycle;
  /** Parts of the readiness that are shown and do not count. */
  readonly state: () => Readonly<Record<string, string>>;
}

export function createAuthentication(
  options: AuthenticationOptions,
  parts: KeystoneAuthenticatorParts,
): Authentication {
  switch (options.kind) {
    case 'noauth':
      return withoutLife(new NoAuthenticator());
    case 'token':
      return withoutLife(new TokenAuthenticator(options.tokens));
    case 'keystone': {
      const keystone = new KeystoneAuthenticator(options.keystone, parts);
      return { authenticator: keystone, lifecycle: keystone, state: () => ({ keystone: keystone.state }) };
    }
  }
}

const withoutLife = (authenticator: Authenticator): Authentication => ({
  authenticator,
  lifecycle: { start: () => undefined, stop: () => undefined },
  state: () => ({}),
});
