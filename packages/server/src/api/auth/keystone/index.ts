export { KeystoneAuthenticator } from './keystone-authenticator.ts';
export type { KeystoneOptions } from './keystone-options.ts';
