export type { ApiModule, Extension } from './api-module.ts';
export type { AppOptions } from './app.ts';
export { createApp } from './app.ts';
export type { Authenticator } from './authenticator.ts';
export { NoAuthenticator } from './authenticator.ts';
export type { Call, CallDefinition } from './call.ts';
export type { Attribute, AttributeMap, ResourceDefinition, View } from './resource/index.ts';
