import { type Static, type TSchema, Type } from 'typebox';
import {
  CONFIG_ALPHABETS,
  type DeviceKind,
  HAPROXY_DRIVER,
  LB_METHODS,
  MONITOR_TYPES,
  NETWORK_TYPES,
  PERSISTENCE_TYPES,
  PHYSICAL_NETWORK_NAME,
  PROTOCOLS,
  SEGMENTATION_IDS,
} from '../domain/index.ts';
import {
  Cidr,
  EpochNumber,
  GenerationNumber,
  HistoryId,
  IpAddress,
  MacAddress,
  Port,
  Text,
  Uuid,
  literals,
  nullable,
} from './scalars.ts';

export const NetworkSchema = Type.Object({
  id: Uuid,
  type: literals(NETWORK_TYPES),
  physical_network: nullable(Type.String({ pattern: `^${PHYSICAL_NETWORK_NAME}$` })),
  mtu: Type.Integer({ minimum: 576, maximum: 65535 }),
  /** VLAN id or VNI; null, or left out by servers of before there was one, where the type has none. */
  segmentation_id: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: SEGMENTATION_IDS.vxlan.max }))),
  /**
   * Tunnel addresses of the hosts that the network is on, of vxlan networks only. The host that receives it leaves out
   * its own.
   */
  tunnel_ends: Type.Optional(nullable(Type.Array(IpAddress))),
});

export const FixedIpSchema = Type.Object({
  ip_address: IpAddress,
  prefix_length: Type.Integer({ minimum: 0, maximum: 128 }),
  gateway_ip: nullable(IpAddress),
  host_routes: Type.Array(Type.Object({ destination: Cidr, nexthop: IpAddress }), { maxItems: 20 }),
});

/** What a device is plugged into a network with. */
export const DevicePortSchema = Type.Object({
  id: Uuid,
  mac_address: MacAddress,
  network: NetworkSchema,
  fixed_ips: Type.Array(FixedIpSchema, { minItems: 1, maxItems: 5 }),
});

/** For people; left out by older servers. It is as of the last generation: a new name alone raises none. */
const Name = Type.Optional(Text);

export const ListenerSchema = Type.Object({
  id: Uuid,
  name: Name,
  protocol: literals(PROTOCOLS),
  protocol_port: Port,
  /** Concurrent connections; -1 = no limit. 0 refuses all. */
  connection_limit: Type.Integer({ minimum: -1 }),
  admin_state_up: Type.Boolean(),
  default_pool_id: nullable(Uuid),
});

export const SessionPersistenceSchema = Type.Object({
  type: literals(PERSISTENCE_TYPES),
  /** Set for APP_COOKIE only. */
  cookie_name: nullable(Type.String({ pattern: CONFIG_ALPHABETS.cookieName })),
});

export const MemberSchema = Type.Object({
  id: Uuid,
  address: IpAddress,
  protocol_port: Port,
  /** 0 to 256; 0 takes no new sessions. */
  weight: Type.Integer({ minimum: 0, maximum: 256 }),
  admin_state_up: Type.Boolean(),
});

export const HealthMonitorSchema = Type.Object({
  id: Uuid,
  type: literals(MONITOR_TYPES),
  /** Seconds between two checks. */
  delay: Type.Integer({ minimum: 1 }),
  /** Seconds until a check counts as failed; at most `delay`. */
  timeout: Type.Integer({ minimum: 1 }),
  max_retries: Type.Integer({ minimum: 1, maximum: 10 }),
  http_method: Type.String({ pattern: CONFIG_ALPHABETS.httpMethod }),
  url_path: Type.String({ pattern: CONFIG_ALPHABETS.urlPath }),
  expected_codes: Type.String({ pattern: CONFIG_ALPHABETS.expectedCodes }),
  admin_state_up: Type.Boolean(),
});

export const PoolSchema = Type.Object({
  id: Uuid,
  name: Name,
  protocol: literals(PROTOCOLS),
  lb_method: literals(LB_METHODS),
  admin_state_up: Type.Boolean(),
  session_persistence: nullable(SessionPersistenceSchema),
  /** In the order of their ids. */
  members: Type.Array(MemberSchema),
  /** In the order of their ids. A member is up when all that are admin up say so. */
  health_monitors: Type.Array(HealthMonitorSchema),
});

/** What a load balancer must be: plain data, no references to look up. */
export const LoadBalancerSchema = Type.Object({
  id: Uuid,
  project_id: Type.String({ maxLength: 255 }),
  name: Text,
  admin_state_up: Type.Boolean(),
  /** null while the load balancer has no VIP; then there is nothing to run. */
  vip_port: nullable(DevicePortSchema),
  listeners: Type.Array(ListenerSchema),
  pools: Type.Array(PoolSchema),
});

/** One address outside for one address inside. Both are of one IP version. */
export const FloatingIpSchema = Type.Object({
  id: Uuid,
  /** Of the network of the gateway. */
  floating_ip_address: IpAddress,
  /** Of an inside network. */
  fixed_ip_address: IpAddress,
});

/** What a router must be: plain data, no references to look up. */
export const RouterSchema = Type.Object({
  id: Uuid,
  project_id: Type.String({ maxLength: 255 }),
  name: Text,
  admin_state_up: Type.Boolean(),
  /** The way out; its gateway_ip is the default route. */
  gateway: nullable(
    Type.Object({
      port: DevicePortSchema,
      /** Whether connections from inside leave with the address of this port. */
      enable_snat: Type.Boolean(),
    }),
  ),
  /** The inside networks, in the order of the ids of the ports. */
  interfaces: Type.Array(DevicePortSchema),
  /** In the order of their ids; those that are associated. */
  floating_ips: Type.Array(FloatingIpSchema),
});

/** The device driver that must run a device. The version before leaves it out: there was only one then. */
export const Driver = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }));

const deviceOf = <K extends DeviceKind, S extends TSchema>(kind: K, snapshot: S) =>
  Type.Object({
    device_id: Uuid,
    kind: Type.Literal(kind),
    driver: Driver,
    epoch: EpochNumber,
    generation: GenerationNumber,
    /** Left out by older servers. */
    history_id: Type.Optional(HistoryId),
    snapshot,
  });

/** One schema per kind of device: what its snapshot is. */
const DEVICES = {
  load_balancer: deviceOf('load_balancer', LoadBalancerSchema),
  router: deviceOf('router', RouterSchema),
} satisfies Record<DeviceKind, TSchema>;

/** The complete desired description of a device at one generation; `kind` says what the snapshot is. */
export const LogicalDeviceSchema = Type.Union([DEVICES.load_balancer, DEVICES.router]);

export type NetworkSnapshot = Static<typeof NetworkSchema>;
export type FixedIp = Static<typeof FixedIpSchema>;
export type DevicePort = Static<typeof DevicePortSchema>;
export type Listener = Static<typeof ListenerSchema>;
export type SessionPersistence = Static<typeof SessionPersistenceSchema>;
export type Member = Static<typeof MemberSchema>;
export type HealthMonitor = Static<typeof HealthMonitorSchema>;
export type Pool = Static<typeof PoolSchema>;
export type LoadBalancer = Static<typeof LoadBalancerSchema>;
export type FloatingIp = Static<typeof FloatingIpSchema>;
export type Router = Static<typeof RouterSchema>;
export type LogicalDevice = Static<typeof LogicalDeviceSchema>;
export type LoadBalancerDevice = Extract<LogicalDevice, { readonly kind: 'load_balancer' }>;
export type RouterDevice = Extract<LogicalDevice, { readonly kind: 'router' }>;
export type DeviceSnapshot = LogicalDevice['snapshot'];

/** The driver that a device or an entry of the list of ready devices names. */
export const driverNameOf = ({ driver }: { readonly driver?: string }): string => driver ?? HAPROXY_DRIVER;
