export type { ApiPart } from './api-part.ts';
export { createApp } from './app.ts';
export type { Authenticator } from './auth/authenticator.ts';
export { NoAuthenticator } from './auth/authenticator.ts';
export { TokenAuthenticator } from './auth/token-authenticator.ts';
export { hashToken, refuseToken } from './auth/token-hash.ts';
