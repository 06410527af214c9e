export { device, listener, member, monitor, pool } from '../drivers/haproxy/testing/device-builder.ts';
export { holdAsDebugger } from '../drivers/haproxy/testing/hold-as-debugger.ts';
