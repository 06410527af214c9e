export { networkModule } from './network-module.ts';
