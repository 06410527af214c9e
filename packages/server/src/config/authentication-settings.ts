import type { AuthenticationOptions } from '../api/auth/authentication.ts';
import { type KeystoneSettings, keystoneOptions } from './keystone-settings.ts';
import { readTokens } from './token-file.ts';

interface AuthenticationSettings extends KeystoneSettings {
  readonly auth: AuthenticationOptions['kind'];
  readonly auth_tokens_file?: string;
}

/** Reads the files that the settings name. @throws ConfigError naming what is missing, or wrong with a file */
export function authenticationOptions(settings: AuthenticationSettings): AuthenticationOptions {
  switch (settings.auth) {
    case 'noauth':
      return { kind: 'noauth' };
    case 'token':
      return { kind: 'token', tokens: readTokens(settings.auth_tokens_file) };
    case 'keystone':
      return { kind: 'keystone', keystone: keystoneOptions(settings) };
  }
}
