export { LeaseKeeper } from './lease-keeper.ts';
export { Parting } from './parting.ts';
