export { desiredPort } from './desired-port.ts';
export type { Host } from './host.ts';
export { HostError } from './host-error.ts';
export { InMemoryHost } from './in-memory-host.ts';
export { LinuxHost } from './linux-host.ts';
export { NETWORK_ON_INTERFACE, parsePhysicalNetworks } from './physical-networks.ts';
export type { DesiredPort, ObservedPort, PortPlan, PortStep } from './port.ts';
export { planPorts } from './port-plan.ts';
export { ProcessProbe } from './process-state.ts';
