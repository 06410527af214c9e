export { ROUTER_NAMESPACES, RouterDriver } from './driver.ts';
