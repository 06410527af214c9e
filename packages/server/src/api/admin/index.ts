export { adminModule } from './admin-module.ts';
export { ApiGate } from './api-gate.ts';
export type { ListenAddress } from './api-server.ts';
export { ApiServer } from './api-server.ts';
export type { Readiness } from './operations.ts';
export { registerOperations } from './operations.ts';
