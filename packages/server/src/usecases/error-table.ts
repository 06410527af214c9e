/**
 * Every refusal: its code, HTTP status, message template, and whether the same request may succeed later without
 * anything being changed. A dialect of the API may give an error another name, status or text on the wire
 * (`api/http/wording.ts`). Where Neutron's differ from the original: docs/coming-from-neutron.md.
 */
export const ERRORS = {
  // The request itself.
  MalformedRequestBody: { status: 400, message: 'Malformed request body: {reason}.' },
  HTTPBadRequest: { status: 400, message: '{reason}' },
  BodyMissing: { status: 400, message: 'Resource body required' },
  BodyNotObject: { status: 400, message: 'The body must be an object' },
  BodyUnwrapped: { status: 400, message: "Unable to find '{resource}' in request body" },
  BulkNotSupported: { status: 400, message: 'Bulk operation not supported' },
  BulkEmpty: { status: 400, message: 'Resources required' },
  BulkItemInvalid: { status: 400, message: 'Invalid {resource} in the list: {item}' },
  AttributesUnknown: { status: 400, message: 'Unrecognized attribute(s) {attributes}' },
  AttributeNotInPost: { status: 400, message: "Attribute '{attribute}' not allowed in POST" },
  AttributeReadOnly: { status: 400, message: 'Cannot update read-only attribute {attribute}' },
  AttributeMissing: {
    status: 400,
    message: "Failed to parse request. Required attribute '{attribute}' not specified",
  },
  AttributeInvalid: { status: 400, message: 'Invalid input for {attribute}. Reason: {reason}.' },
  AliasesDiffer: { status: 400, message: "'{alias}' and '{attribute}' do not match" },
  OwnerForeign: {
    status: 400,
    message: "Specifying '{attribute}' other than that of the caller requires admin privileges",
  },
  OwnerMissing: {
    status: 400,
    message: 'Running without a project requires that {attribute} is specified',
  },
  ChangesNotObject: { status: 400, message: 'The changes of a {resource} must be an object' },
  DryRunInvalid: { status: 400, message: 'dry_run must be true or false' },
  DryRunNotSupported: { status: 400, message: 'This call has no dry run, so nothing was done' },
  LimitInvalid: {
    status: 400,
    message: 'The limit of a list of {resource} must be an integer 0 or greater and not {limit}',
  },
  SortUnpaired: { status: 400, message: 'Every sort key needs a direction, and every direction a key' },
  SortTooLong: { status: 400, message: 'More than {count} sort keys' },
  SortKeyUnknown: { status: 400, message: '{key} is not a sort key' },
  SortDirectionUnknown: { status: 400, message: 'The direction of a sort key must be asc or desc' },
  InvalidInput: { status: 400, message: 'Invalid input for operation: {reason}.' },
  HTTPUnauthorized: { status: 401, message: '{reason}' },
  CrossSiteRequest: {
    status: 403,
    message: 'A page of another origin may change nothing here: {reason}.',
  },
  HTTPNotFound: { status: 404, message: 'The resource could not be found.' },
  HTTPMethodNotAllowed: { status: 405, message: 'The method {method} is not allowed.' },
  RevisionNumberConstraintFailed: {
    status: 412,
    message: 'Constrained to {expected}, but current revision is {current}',
  },
  HTTPRequestEntityTooLarge: { status: 413, message: 'The request body is too large.' },
  IdempotencyKeyReused: {
    status: 422,
    message: 'The Idempotency-Key has come with another request before; a key stands for one request.',
  },
  HTTPInternalServerError: {
    status: 500,
    message: 'Request failed: internal server error while processing your request.',
  },
  NotImplementedError: { status: 501, message: 'This call is not implemented: {reason}.' },
  HTTPRequestHeaderFieldsTooLarge: { status: 431, message: 'The header fields are too large.' },
  HTTPTooManyRequests: { status: 429, message: 'Too many requests: {reason}.', retryable: true },
  TooManyEventStreams: {
    status: 429,
    message: 'The project has {count} event streams open, which is the most it may have.',
    retryable: true,
  },
  ServiceUnavailable: { status: 503, message: 'The service is unavailable: {reason}.', retryable: true },

  // Who may do what.
  ProjectScopeRequired: {
    status: 403,
    message: 'A token for a project is needed; this one is for {scope}.',
  },
  NotAuthorized: { status: 403, message: 'Not authorized.' },
  AdminRequired: { status: 403, message: 'User does not have admin privileges: {reason}.' },
  RuleForbids: { status: 403, message: 'Not allowed to the caller: {verb} {resource} {attribute}.' },
  PolicyNotAuthorized: { status: 403, message: "Policy doesn't allow {action} to be performed." },
  OverQuota: { status: 409, message: "Quota exceeded for resources: ['{resource}']." },
  QuotaNotFound: { status: 404, message: 'The quota of project {id} could not be found.' },
  QuotaMissingProject: { status: 400, message: 'The project was missing from the request for a quota.' },

  // Load balancing.
  ListenerNotFound: { status: 404, message: 'Listener {id} could not be found' },
  LoadBalancerNotFound: { status: 404, message: 'Load balancer {id} could not be found' },
  PoolNotFound: { status: 404, message: 'Pool {id} could not be found' },
  MemberNotFound: { status: 404, message: 'Member {id} could not be found' },
  HealthMonitorNotFound: { status: 404, message: 'Health monitor {id} could not be found' },
  PoolMonitorAssociationNotFound: {
    status: 404,
    message: 'Monitor {monitor_id} is not associated with Pool {pool_id}',
  },
  PoolStatsNotFound: { status: 404, message: 'Statistics of Pool {id} could not be found' },
  ListenerExists: { status: 409, message: 'Another listener already exists for pool {pool_id}' },
  ListenerPortInUse: {
    status: 409,
    message: 'Another listener of load balancer {load_balancer_id} uses the port already',
  },
  MemberExists: {
    status: 409,
    message: 'Member with address {address} and port {protocol_port} already present in pool {pool_id}',
  },
  PoolInUse: { status: 409, message: 'Pool {id} is still in use' },
  HealthMonitorInUse: { status: 409, message: 'Health monitor {id} still has associations with pools' },
  PoolMonitorAssociationExists: {
    status: 409,
    message: 'Health monitor {monitor_id} is already associated with pool {pool_id}',
  },
  StateInvalid: { status: 409, message: 'Invalid state {state} of Loadbalancer resource {id}' },
  ProtocolMismatch: {
    status: 400,
    message: 'Protocol {listener_protocol} does not match pool protocol {pool_protocol}',
  },
  CookiesNeedHttp: {
    status: 400,
    message: 'Session persistence {persistence} needs protocol HTTP, the listener has {protocol}.',
  },
  DelayOrTimeoutInvalid: { status: 400, message: 'Delay must be greater than or equal to timeout' },
  ServiceProviderNotFound: {
    status: 400,
    message: "Service provider '{provider}' could not be found for service type LOADBALANCER",
  },
  DefaultServiceProviderNotFound: {
    status: 400,
    message: 'Service type LOADBALANCER does not have a default service provider',
  },
  NoEligibleBackend: { status: 404, message: 'No eligible backend for pool {pool_id}', retryable: true },
  NoActiveLbaasAgent: { status: 404, message: 'No active agent found for pool {pool_id}', retryable: true },

  // Agents and extensions.
  AgentNotFound: { status: 404, message: 'Agent {id} could not be found' },
  DeviceNotFound: { status: 404, message: 'Device {id} could not be found' },
  AgentUnfit: { status: 409, message: 'Agent {host} cannot take device {id}: it is {reason}.' },
  KeptDeviceNotFound: { status: 404, message: 'Agent {host} keeps no device {id}' },
  AgentNotTold: { status: 503, message: 'Agent {host} could not be told: {reason}. Nothing has changed.' },
  NoBrake: { status: 404, message: 'The brake of the failover is not engaged' },
  AuditEntryNotFound: { status: 404, message: 'Audit entry {id} could not be found' },
  ExtensionNotFound: { status: 404, message: 'Extension with alias {alias} does not exist' },

  // Networks.
  NetworkNotFound: { status: 404, message: 'Network {id} could not be found' },
  SubnetNotFound: { status: 404, message: 'Subnet {id} could not be found' },
  PortNotFound: { status: 404, message: 'Port {id} could not be found' },
  NetworkInUse: {
    status: 409,
    message:
      'Unable to complete operation on network {id}. There are one or more ports still in use on the network.',
  },
  SubnetInUse: { status: 409, message: 'Unable to complete operation on subnet {id}: {reason}.' },
  PortInUse: {
    status: 409,
    message: 'Unable to complete operation on port {id}. Port already has an attached device {device_id}.',
  },
  ServicePortInUse: {
    status: 409,
    message: 'Port {id} cannot be deleted directly via the port API: {reason}.',
  },
  L3PortInUse: {
    status: 409,
    message: 'Port {id} has owner {device_owner} and therefore cannot be deleted directly via the port API.',
  },
  IpAddressInUse: {
    status: 409,
    message: 'Unable to complete operation for network {network_id}. The IP address {ip_address} is in use.',
  },
  IpAddressAlreadyAllocated: {
    status: 409,
    message: 'IP address {ip_address} already allocated in subnet {subnet_id}',
  },
  IpAddressGenerationFailure: {
    status: 409,
    message: 'No more IP addresses available on network {network_id}.',
  },
  MacAddressInUse: {
    status: 409,
    message:
      'Unable to complete operation for network {network_id}. The mac address {mac_address} is in use.',
  },
  InvalidSharedSetting: {
    status: 409,
    message: 'Unable to reconfigure sharing settings for network {id}. Multiple tenants are using it.',
  },
  FlatNetworkInUse: {
    status: 409,
    message: 'Unable to create the flat network. Physical network {physical_network} is in use.',
  },
  VlanIdInUse: {
    status: 409,
    message:
      'Unable to create the network. The VLAN {vlan_id} on physical network {physical_network} is in use.',
  },
  TunnelIdInUse: {
    status: 409,
    message: 'Unable to create the network. The tunnel ID {tunnel_id} is in use.',
  },
  NoNetworkAvailable: {
    status: 503,
    message: 'Unable to create the network. No tenant network is available for allocation.',
  },
  GatewayIpInUse: { status: 409, message: 'Gateway ip {ip_address} is in use by port {port_id}.' },
  GatewayConflictWithAllocationPools: {
    status: 409,
    message: 'Gateway ip {ip_address} conflicts with allocation pool {pool}',
  },
  OverlappingAllocationPools: {
    status: 409,
    message: 'Found overlapping allocation pools: {pool_1} {pool_2} for subnet {cidr}.',
  },
  OutOfBoundsAllocationPool: {
    status: 400,
    message: 'The allocation pool {pool} spans beyond the subnet cidr {cidr}.',
  },
  InvalidAllocationPool: { status: 400, message: 'The allocation pool {pool} is not valid.' },
  InvalidIpForNetwork: {
    status: 400,
    message: 'IP address {ip_address} is not a valid IP for any of the subnets on the specified network.',
  },
  FipAssociated: {
    status: 409,
    message:
      'Unable to complete the operation on port {port_id} because the port still has an associated floating IP.',
  },
  ExternalNetworkInUse: {
    status: 409,
    message:
      'External network {id} cannot be updated to be made non-external, since routers or floating IPs use it.',
  },
  DNSNameServersExhausted: {
    status: 400,
    message:
      'Unable to complete operation for {id}. The number of DNS nameservers exceeds the limit {quota}.',
  },
  HostRoutesExhausted: {
    status: 400,
    message: 'Unable to complete operation for {id}. The number of host routes exceeds the limit {quota}.',
  },

  // Routers and floating IPs.
  RouterRequestInvalid: { status: 400, message: 'Invalid request for a router: {reason}.' },
  FloatingIpRequestInvalid: { status: 400, message: 'Invalid request for a floating IP: {reason}.' },
  RouterNotFound: { status: 404, message: 'Router {id} could not be found' },
  RouterInUse: { status: 409, message: 'Router {id} still has ports' },
  RouterInterfaceNotFound: {
    status: 404,
    message: 'Router {router_id} does not have an interface with id {port_id}',
  },
  RouterInterfaceNotFoundForSubnet: {
    status: 404,
    message: 'Router {router_id} has no interface on subnet {subnet_id}',
  },
  RouterInterfaceInUseByFloatingIP: {
    status: 409,
    message:
      'Router interface for subnet {subnet_id} on router {router_id} cannot be deleted, as it is required by one or more floating IPs.',
  },
  RouterExternalGatewayInUseByFloatingIp: {
    status: 409,
    message:
      'Gateway cannot be updated for router {router_id}, since a gateway to external network {net_id} is required by one or more floating IPs.',
  },
  FloatingIPNotFound: { status: 404, message: 'Floating IP {id} could not be found' },
  ExternalGatewayForFloatingIPNotFound: {
    status: 404,
    message:
      'External network {external_network_id} is not reachable from subnet {subnet_id}. Therefore, cannot associate Port {port_id} with a Floating IP.',
  },
  FloatingIPPortAlreadyAssociated: {
    status: 409,
    message:
      'Cannot associate a floating IP with port {port_id} using fixed IP {fixed_ip}, as that fixed IP already has a floating IP on external network {net_id}.',
  },
  ExternalIpAddressExhausted: {
    status: 400,
    message: 'Unable to find any IP address on external network {net_id}.',
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;

interface ErrorRow {
  readonly status: number;
  readonly message: string;
  readonly retryable?: boolean;
}
