export type { KeystoneAuthenticatorParts } from './keystone-authenticator.ts';
export { KeystoneAuthenticator } from './keystone-authenticator.ts';
export { KeystoneError } from './keystone-error.ts';
export type { KeystoneOptions } from './keystone-options.ts';
export type { UserToken } from './keystone-users.ts';
export { KeystoneUsers } from './keystone-users.ts';
