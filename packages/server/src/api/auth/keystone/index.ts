export type { KeystoneAuthenticatorParts } from './keystone-authenticator.ts';
export { KeystoneAuthenticator } from './keystone-authenticator.ts';
export type { KeystoneOptions } from './keystone-options.ts';
