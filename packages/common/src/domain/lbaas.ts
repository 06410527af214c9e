/** The values of the Neutron LBaaS v1 vocabulary. */

export const DEVICE_KINDS = ['load_balancer', 'router'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export const PROTOCOLS = ['TCP', 'HTTP', 'HTTPS'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export const LB_METHODS = ['ROUND_ROBIN', 'LEAST_CONNECTIONS', 'SOURCE_IP'] as const;
export type LbMethod = (typeof LB_METHODS)[number];

export const PERSISTENCE_TYPES = ['SOURCE_IP', 'HTTP_COOKIE', 'APP_COOKIE'] as const;
export type PersistenceType = (typeof PERSISTENCE_TYPES)[number];

export const MONITOR_TYPES = ['PING', 'TCP', 'HTTP', 'HTTPS'] as const;
export type MonitorType = (typeof MONITOR_TYPES)[number];

export const NETWORK_TYPES = ['flat', 'vlan', 'vxlan', 'local'] as const;
export type NetworkType = (typeof NETWORK_TYPES)[number];

/** Which numbers tell networks of a type apart on the wire: VLAN ids (IEEE 802.1Q), VNIs (RFC 7348). */
export const SEGMENTATION_IDS = {
  vlan: { min: 1, max: 4094 },
  vxlan: { min: 1, max: 16_777_215 },
} as const;
export type SegmentedType = keyof typeof SEGMENTATION_IDS;

export const isSegmented = (type: NetworkType): type is SegmentedType =>
  Object.hasOwn(SEGMENTATION_IDS, type);

/** Bytes that VXLAN adds to a frame's payload: Ethernet 14, VXLAN 8, UDP 8, and IPv4 20 or IPv6 40 (RFC 7348). */
export const VXLAN_OVERHEAD = { 4: 50, 6: 70 } as const;

/** The device driver that HAProxy agents announce and the default provider needs. */
export const HAPROXY_DRIVER = 'haproxy_ns';
export const ROUTER_DRIVER = 'router_ns';
export const LOADBALANCER_AGENT_TYPE = 'Loadbalancer agent';
export const VIP_PORT_OWNER = 'neutron:LOADBALANCER';

/**
 * Closed alphabets of every API string that reaches an HAProxy configuration. The API refuses what does not match,
 * and so does the renderer.
 */
export const CONFIG_ALPHABETS = {
  /** RFC 9110 methods in common use: upper-case letters. */
  httpMethod: '^[A-Z]{1,16}$',
  /** RFC 3986 path and query, percent-encoded where needed; at most 255 characters. */
  urlPath: "^/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,254}$",
  /** Codes separated by commas, or one range. */
  expectedCodes: '^(?:[1-5]\\d{2}(?:\\s{0,4},\\s{0,4}[1-5]\\d{2}){0,11}|[1-5]\\d{2}-[1-5]\\d{2})$',
  /** A subset of the RFC 6265 token without characters that an HAProxy parser treats specially. */
  cookieName: '^[A-Za-z0-9_.~-]{1,255}$',
} as const;
