import type { Resource } from './resources.ts';

interface Owned {
  readonly id: string;
  readonly tenant_id: string;
  readonly revision_number: number;
}

export interface Network extends Owned {
  readonly name: string;
  readonly subnets: readonly string[];
  readonly admin_state_up: boolean;
  readonly shared: boolean;
  readonly 'router:external': boolean;
  readonly mtu: number;
  /** Admins only, as the other two. */
  readonly 'provider:network_type'?: string | null;
  readonly 'provider:physical_network'?: string | null;
  readonly 'provider:segmentation_id'?: number | null;
}

export interface Subnet extends Owned {
  readonly name: string;
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string;
  readonly gateway_ip: string | null;
  readonly allocation_pools: readonly { readonly start: string; readonly end: string }[];
  readonly dns_nameservers: readonly string[];
  readonly enable_dhcp: boolean;
}

export interface Port extends Owned {
  readonly name: string;
  readonly network_id: string;
  readonly admin_state_up: boolean;
  readonly mac_address: string;
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[];
  readonly device_id: string;
  readonly device_owner: string;
  readonly status: 'ACTIVE' | 'DOWN';
  readonly 'binding:host_id'?: string;
}

export interface Router extends Owned {
  readonly name: string;
  readonly admin_state_up: boolean;
  readonly external_gateway_info: {
    readonly network_id: string;
    readonly external_fixed_ips?: readonly { readonly ip_address: string }[];
  } | null;
  readonly status: 'ACTIVE' | 'PENDING_CREATE' | 'PENDING_UPDATE' | 'INACTIVE' | 'DISABLED' | 'ERROR';
  readonly status_description: string;
}

export interface FloatingIp extends Owned {
  readonly floating_network_id: string;
  readonly floating_ip_address: string;
  readonly port_id: string | null;
  readonly fixed_ip_address: string | null;
  readonly router_id: string | null;
  readonly status: 'ACTIVE' | 'DOWN' | 'ERROR';
  readonly status_description: string;
}

export const NETWORKS: Resource<Network> = { path: '/v2.0/networks', one: 'network', many: 'networks' };
export const SUBNETS: Resource<Subnet> = { path: '/v2.0/subnets', one: 'subnet', many: 'subnets' };
export const PORTS: Resource<Port> = { path: '/v2.0/ports', one: 'port', many: 'ports' };
export const ROUTERS: Resource<Router> = { path: '/v2.0/routers', one: 'router', many: 'routers' };
export const FLOATING_IPS: Resource<FloatingIp> = {
  path: '/v2.0/floatingips',
  one: 'floatingip',
  many: 'floatingips',
};
