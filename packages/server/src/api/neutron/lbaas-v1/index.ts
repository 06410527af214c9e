export { lbaasV1 } from './lbaas-v1.ts';
export { poolResource } from './pool.ts';
export { INCIDENT_SHOWN_S } from '../../../devices/status-sql.ts';
