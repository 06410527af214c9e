export { runCommand } from './command.ts';
export { mayHaveConnections } from './connections.ts';
export { desiredPort } from './desired-port.ts';
export { canonicalAddress, canonicalCidr, familyOf } from './ip-text.ts';
export type { Host } from './host.ts';
export { HostError } from './host-error.ts';
export type { HostNetworks } from './host-networks.ts';
export { networkTypesOf } from './host-networks.ts';
export { HostRequirements, UnfitHostError } from './host-requirements.ts';
export { InMemoryHost } from './in-memory-host.ts';
export { KernelLease } from './lease/index.ts';
export { LinuxHost } from './linux-host.ts';
export { NETWORK_ON_INTERFACE, parsePhysicalNetworks } from './physical-networks.ts';
export type { DesiredPort, ObservedPort, PortPlan, PortStep } from './port.ts';
export { NOT_OBSERVED, planPorts } from './port-plan.ts';
export { ProcessProbe, isDebugged, isStopped } from './process-state.ts';
export type { ProcessEntry } from './process-table.ts';
export { ProcessTable, entryOf } from './process-table.ts';
export {
  type NftAnswer,
  type NftListing,
  type NftObject,
  NftSession,
  firstLines,
  fingerprintOf,
  parseListing,
} from './nft/index.ts';
export { isDeviceNamespace } from './names.ts';
export { networkNamed } from './network-identity.ts';
export { isAnnounced } from './port-script.ts';
export { startedPrograms } from './started-programs.ts';
