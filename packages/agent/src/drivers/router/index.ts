export { RouterDriver } from './driver.ts';
