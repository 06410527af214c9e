export { adminPart } from './admin-part.ts';
export { ApiGate } from '../../http/api-gate.ts';
export type { ListenAddress } from '../../http/api-server.ts';
export { ApiServer } from '../../http/api-server.ts';
export type { Readiness } from '../../http/operations.ts';
export { registerOperations } from '../../http/operations.ts';
