export { lbaasV1Events } from './events.ts';
export { lbaasV1 } from './lbaas-v1.ts';
export { poolResource } from './pool.ts';
