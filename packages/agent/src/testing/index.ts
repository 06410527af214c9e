export { holdAsDebugger } from '../drivers/haproxy/testing/hold-as-debugger.ts';
export { DriverTable } from '../drivers/index.ts';
export { InMemoryHost } from '../host/index.ts';
export type { DesiredStore } from '../inbox/index.ts';
export { ScriptedDriver } from '../reconcile/testing/scripted-driver.ts';
export { AGENT } from '../wiring/agent.ts';
export { createContainer } from '../wiring/container.ts';
export { DRIVERS, HOST, STORE } from '../wiring/device.ts';
export { device, listener, member, monitor, pool } from './device-builder.ts';
