export { adminPart } from './admin-part.ts';
export { ApiGate } from '../../http/api-gate.ts';
export { ApiServer } from '../../http/api-server.ts';
export { registerOperations } from '../../http/operations.ts';
