import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Severity } from './objects.ts';
import type { Query } from './query-text.ts';

/** Networks and what joins them. */
export interface Topology {
  readonly networks: readonly {
    readonly id: string;
    readonly name: string;
    readonly external: boolean;
    readonly subnets: readonly { readonly id: string; readonly name: string; readonly cidr: string }[];
  }[];
  readonly routers: readonly {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly external_network_id: string | null;
    readonly gateway_ip: string | null;
    readonly interfaces: readonly { readonly network_id: string; readonly ip_address: string }[];
  }[];
  readonly floating_ips: readonly {
    readonly id: string;
    readonly address: string;
    readonly router_id: string | null;
    readonly port_id: string | null;
    readonly fixed_ip_address: string | null;
    readonly status: string;
  }[];
  readonly loadbalancers: readonly {
    readonly id: string;
    readonly name: string;
    readonly severity: Severity;
    readonly network_id: string;
    readonly address: string;
    readonly port_id: string;
  }[];
}

/** Under the key of load balancers, so that their events renew it. */
export const topologyQuery = (scope: Query) =>
  queryOptions({
    queryKey: ['loadbalancer', 'topology', scope],
    queryFn: ({ signal }) => call<Topology>('GET', '/v2.0/topology', { query: scope, signal }),
  });
