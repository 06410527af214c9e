export { StrayDevices } from './stray-devices.ts';
