export { HAPROXY_NAMESPACES, HaproxyDriver } from './driver.ts';
export type { HaproxyTuning } from './model/types.ts';
export { DEFAULT_HAPROXY_TUNING } from './render/tuning.ts';
