export { MAX_PER_KIND } from '../fabric/address-plan.ts';
