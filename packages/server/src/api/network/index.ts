export { networkModule } from './network-module.ts';
export type { NetworkSettings } from './networks.ts';
