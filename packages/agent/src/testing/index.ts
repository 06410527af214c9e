export { device, listener, member, monitor, pool } from './device-builder.ts';
export { holdAsDebugger } from '../drivers/haproxy/testing/hold-as-debugger.ts';
