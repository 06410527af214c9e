import type { ConstraintViolation } from '../persistence/index.ts';
import { type ApiError, apiError } from './errors.ts';

type Translation = (key: (column: string) => string) => ApiError;

/** What a refused constraint means to the caller, by the name of the constraint. */
const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  quotas_limit: (key) => apiError('OverQuota', { resource: key('resource') }),
  members_endpoint_key: (key) =>
    apiError('MemberExists', {
      address: key('address'),
      protocol_port: key('protocol_port'),
      pool_id: key('pool_id'),
    }),
  members_pool_fkey: (key) => apiError('PoolNotFound', { id: key('pool_id') }),
  pool_health_monitors_pkey: (key) =>
    apiError('PoolMonitorAssociationExists', { monitor_id: key('monitor_id'), pool_id: key('pool_id') }),
  // Also raised by the delete of a monitor, where the key names the referenced column.
  pool_health_monitors_monitor_fkey: (key) =>
    key('id') === ''
      ? apiError('HealthMonitorNotFound', { id: key('monitor_id') })
      : apiError('HealthMonitorInUse', { id: key('id') }),
  pool_health_monitors_pool_fkey: (key) => apiError('PoolNotFound', { id: key('pool_id') }),
  pools_subnet_fkey: (key) =>
    key('id') === ''
      ? apiError('SubnetNotFound', { id: key('subnet_id') })
      : apiError('SubnetInUse', { id: key('id'), reason: 'a pool is on it' }),
  listeners_port_key: (key) => apiError('ListenerPortInUse', { load_balancer_id: key('load_balancer_id') }),
  listeners_default_pool_fkey: (key) => apiError('PoolInUse', { id: key('id') }),
  load_balancers_vip_port_fkey: (key) =>
    apiError('ServicePortInUse', { id: key('id'), reason: 'a VIP uses it' }),
  ip_allocations_pkey: (key) =>
    apiError('IpAddressInUse', { network_id: key('network_id'), ip_address: key('ip_address') }),
  ip_allocations_subnet_fkey: (key) =>
    apiError('SubnetInUse', { id: key('id'), reason: 'one or more ports have an address on it' }),
  ports_mac_key: (key) =>
    apiError('MacAddressInUse', { network_id: key('network_id'), mac_address: key('mac_address') }),
  ports_network_fkey: (key) =>
    key('id') === ''
      ? apiError('NetworkNotFound', { id: key('network_id') })
      : apiError('NetworkInUse', { id: key('id') }),
  networks_physical_key: (key) => apiError('FlatNetworkInUse', { physical_network: key('physical_network') }),
  networks_vlan_key: (key) =>
    apiError('VlanIdInUse', {
      vlan_id: key('segmentation_id'),
      physical_network: key('physical_network'),
    }),
  networks_vxlan_key: (key) => apiError('TunnelIdInUse', { tunnel_id: key('segmentation_id') }),
  subnets_network_fkey: (key) =>
    key('id') === ''
      ? apiError('NetworkNotFound', { id: key('network_id') })
      : apiError('NetworkInUse', { id: key('id') }),
  router_interfaces_subnet_fkey: (key) =>
    key('id') === ''
      ? apiError('SubnetNotFound', { id: key('subnet_id') })
      : apiError('SubnetInUse', { id: key('id'), reason: 'a router has an interface on it' }),
  floating_ips_network_fkey: (key) =>
    key('id') === ''
      ? apiError('NetworkNotFound', { id: key('floating_network_id') })
      : apiError('NetworkInUse', { id: key('id') }),
  floating_ips_fixed_port_fkey: (key) =>
    key('id') === ''
      ? apiError('PortNotFound', { id: key('fixed_port_id') })
      : apiError('FipAssociated', { port_id: key('id') }),
  floating_ips_fixed_key: (key) =>
    apiError('FloatingIPPortAlreadyAssociated', {
      port_id: key('fixed_port_id'),
      fixed_ip: key('fixed_ip_address'),
      net_id: key('floating_network_id'),
    }),
};

/** For UnitOfWork; undefined for a constraint that no request should be able to meet. */
export function translateConstraint(violation: ConstraintViolation): ApiError | undefined {
  return TRANSLATIONS[violation.constraint]?.((column) => violation.values[column] ?? '');
}
