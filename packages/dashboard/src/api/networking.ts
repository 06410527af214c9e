import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Resource } from './resources.ts';

/** Networks as far as balancers need them. */
export interface Network {
  readonly id: string;
  readonly name: string;
  readonly tenant_id: string;
  readonly 'router:external': boolean;
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly tenant_id: string;
  readonly network_id: string;
  readonly cidr: string;
  readonly gateway_ip: string | null;
}

export interface Port {
  readonly id: string;
  readonly name: string;
  readonly tenant_id: string;
  readonly network_id: string;
  readonly device_owner: string;
  readonly device_id: string;
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[];
}

export interface FloatingIp {
  readonly id: string;
  readonly tenant_id: string;
  readonly floating_ip_address: string;
  readonly floating_network_id: string;
  readonly port_id: string | null;
  readonly fixed_ip_address: string | null;
  readonly status: string;
}

export const NETWORKS: Resource<Network> = { path: '/v2.0/networks', one: 'network', many: 'networks' };
export const SUBNETS: Resource<Subnet> = { path: '/v2.0/subnets', one: 'subnet', many: 'subnets' };
export const PORTS: Resource<Port> = { path: '/v2.0/ports', one: 'port', many: 'ports' };
export const FLOATING_IPS: Resource<FloatingIp> = {
  path: '/v2.0/floatingips',
  one: 'floatingip',
  many: 'floatingips',
};

export interface Provider {
  readonly name: string;
  readonly default: boolean;
}

/** What can serve pools. */
export const providersQuery = queryOptions({
  queryKey: ['service_provider'],
  queryFn: async ({ signal }) => {
    const query = { service_type: 'LOADBALANCER' };
    const { service_providers } = await call<{ service_providers: readonly Provider[] }>(
      'GET',
      '/v2.0/service-providers',
      { query, signal },
    );
    return service_providers;
  },
  staleTime: 300_000,
});
