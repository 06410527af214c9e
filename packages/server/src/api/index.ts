export type { ApiModule } from './api-module.ts';
export { createApp } from './app.ts';
export { NoAuthenticator } from './authenticator.ts';
