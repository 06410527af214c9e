export { AgentLoads } from './agent-loads.ts';
export { ConfiguredProviders } from './configured-providers.ts';
export { Placer } from './placer.ts';
export type { ServiceProvider } from '../devices/providers.ts';
export { HAPROXY_ALONE } from '../devices/providers.ts';
export { SCHEDULERS, SCHEDULER_NAMES } from './scheduler.ts';
export { TunnelKeeper } from './tunnel-keeper.ts';
export { WaitingDevices } from './waiting-devices.ts';
