export type { AgentId, Branded, DeviceId, Epoch, Generation, ProjectId } from './ids.ts';
export { asAgentId, asDeviceId, asEpoch, asGeneration, asProjectId } from './ids.ts';
export type {
  DeviceKind,
  LbMethod,
  MonitorType,
  NetworkType,
  PersistenceType,
  Protocol,
  SegmentedType,
} from './lbaas.ts';
export {
  CONFIG_ALPHABETS,
  DEVICE_KINDS,
  HAPROXY_DRIVER,
  LB_METHODS,
  LOADBALANCER_AGENT_TYPE,
  MONITOR_TYPES,
  NETWORK_TYPES,
  PERSISTENCE_TYPES,
  PROTOCOLS,
  ROUTER_DRIVER,
  SEGMENTATION_IDS,
  VIP_PORT_OWNER,
  VXLAN_OVERHEAD,
  isSegmented,
} from './lbaas.ts';
export { HOST_NAME, PHYSICAL_NETWORK_NAME } from './names.ts';
export type { Incident, MemberHealth, Status, StatusFacts, StatusReasonFacts } from './status.ts';
export { MEMBER_HEALTHS, STATUSES, deriveStatus, describeStatus } from './status.ts';
