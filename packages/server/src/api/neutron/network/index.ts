export { networkPart } from './network-part.ts';
