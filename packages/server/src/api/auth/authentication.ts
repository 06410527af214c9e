import type { Lifecycle } from '@lbaas/common/runtime';
import { type Authenticator, NoAuthenticator } from './authenticator.ts';
import {
  KeystoneAuthenticator,
  type KeystoneAuthenticatorParts,
  type KeystoneOptions,
  KeystoneUsers,
} from './keystone/index.ts';
import { KeystoneSignIn, NoSignIn, type SignIn, TokenSignIn } from './sign-in/index.ts';
import { type KnownToken, TokenAuthenticator } from './token-authenticator.ts';

export type AuthenticationOptions =
  | { readonly kind: 'noauth' }
  | { readonly kind: 'token'; readonly tokens: readonly KnownToken[] }
  | { readonly kind: 'keystone'; readonly keystone: KeystoneOptions };

/** How callers are authenticated, and what has to be started and stopped for it. */
export interface Authentication {
  readonly authenticator: Authenticator;
  /** At the web page. */
  readonly signIn: SignIn;
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
      return withoutLife(new NoAuthenticator(), new NoSignIn());
    case 'token': {
      const known = new TokenAuthenticator(options.tokens);
      return withoutLife(known, new TokenSignIn(known));
    }
    case 'keystone': {
      const keystone = new KeystoneAuthenticator(options.keystone, parts);
      return {
        authenticator: keystone,
        signIn: new KeystoneSignIn(new KeystoneUsers(options.keystone)),
        lifecycle: keystone,
        state: () => ({ keystone: keystone.state }),
      };
    }
  }
}

const withoutLife = (authenticator: Authenticator, signIn: SignIn): Authentication => ({
  authenticator,
  signIn,
  lifecycle: { start: () => undefined, stop: () => undefined },
  state: () => ({}),
});
