export type { ApiModule } from './api-module.ts';
export { createApp } from './app.ts';
export type { Authenticator } from './authenticator.ts';
export { NoAuthenticator } from './authenticator.ts';
export { TokenAuthenticator } from './token-authenticator.ts';
export { hashToken, refuseToken } from './token-hash.ts';
