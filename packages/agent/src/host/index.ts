export { desiredPort } from './desired-port.ts';
export type { Host } from './host.ts';
export { HostError } from './host-error.ts';
export { InMemoryHost } from './in-memory-host.ts';
export { LinuxHost } from './linux-host.ts';
export { namespaceOf } from './names.ts';
export { NETWORK_ON_INTERFACE, parsePhysicalNetworks } from './physical-networks.ts';
export type { DesiredPort, ObservedPort, PortStep } from './port.ts';
export { planPort } from './port-plan.ts';
