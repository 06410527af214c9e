export { fieldsOfFiles, filesOf } from './inspection.ts';
export type {
  DeviceSnapshot,
  DevicePort,
  FixedIp,
  FloatingIp,
  HealthMonitor,
  Listener,
  LoadBalancer,
  LoadBalancerDevice,
  LogicalDevice,
  Member,
  NetworkSnapshot,
  Pool,
  Router,
  RouterDevice,
  SessionPersistence,
} from './logical-device.ts';
export { LogicalDeviceSchema, driverNameOf } from './logical-device.ts';
export type {
  AgentMethod,
  Args,
  CallMethod,
  CastMethod,
  Method,
  Methods,
  Result,
  ServerMethod,
  TraceContext,
} from './messages.ts';
export {
  CONTRACT_VERSION,
  EnvelopeSchema,
  METHODS,
  METHOD_NAMES,
  ReplySchema,
  UNREAD_IN_HEARTBEATS,
  isMethod,
} from './messages.ts';
export { MAX_KEPT_DEVICES } from './message-parts.ts';
export type { AppliedHow, StepClass } from './preview.ts';
export type { Message, MessageOf } from './codec.ts';
export { decodeMessage, decodeReply, encodeFailure, encodeMessage, encodeResult } from './codec.ts';
export type { RpcErrorCode } from './rpc-errors.ts';
export { RPC_ERRORS, RpcError, isRpcErrorCode } from './rpc-errors.ts';
export { asyncApiDocument } from './async-api.ts';
