export type { NeutronPart } from './extensions.ts';
export { neutronDialect } from './neutron-dialect.ts';
