import { useQuery } from '@tanstack/react-query';
import type { HealthMonitor, Pool } from '../api/objects.ts';
import {
  FLOATING_IPS,
  type FloatingIp,
  NETWORKS,
  type Network,
  PORTS,
  type Port,
  SUBNETS,
  type Subnet,
} from '../api/networks.ts';
import { serviceProvidersQuery } from '../api/operating.ts';
import { HEALTH_MONITORS, POOLS, type Resource, listQuery } from '../api/resources.ts';
import type { Query } from '../api/query-text.ts';
import { useScope } from '../api/session.ts';
import type { Option } from '../forms/index.ts';
import { type Texts, useText } from '../text/index.ts';

/** More than anybody chooses from a list. */
const LIMIT = 1000;

const NONE: readonly never[] = [];

function useAll<T>(resource: Resource<T>, query: Query, isEnabled = true): readonly T[] {
  const { data } = useQuery({ ...listQuery(resource, { limit: LIMIT, ...query }), enabled: isEnabled });
  return data?.items ?? NONE;
}

const BY_NAME = { sort_key: ['name'], sort_dir: ['asc'] };

/** Subnets of other projects are among them when their network is shared. */
export const useSubnets = (): readonly Subnet[] => useAll(SUBNETS, BY_NAME);
const useExternalNetworks = (): readonly Network[] =>
  useAll(NETWORKS, { ...BY_NAME, 'router:external': true });
export const usePools = (): readonly Pool[] => useAll(POOLS, { ...BY_NAME, ...useScope() });
export const useMonitors = (): readonly HealthMonitor[] => useAll(HEALTH_MONITORS, useScope());
const useFloatingIps = (): readonly FloatingIp[] => useAll(FLOATING_IPS, useScope());
export const useProviders = () => useQuery({ ...serviceProvidersQuery, staleTime: 300_000 }).data ?? NONE;

/** Ports that a member could be behind: none of routers, DHCP or balancers. */
export function useMemberPorts(): readonly Port[] {
  const ports = useAll(PORTS, { ...BY_NAME, ...useScope() });
  return ports.filter(
    ({ device_owner: owner, fixed_ips: addresses }) =>
      !owner.startsWith('network:') && !owner.startsWith('neutron:LOADBALANCER') && addresses.length > 0,
  );
}

export const subnetName = ({ name, cidr }: Subnet): string => (name === '' ? cidr : `${name} (${cidr})`);

export const subnetOptions = (subnets: readonly Subnet[]): readonly Option[] =>
  subnets.map((subnet) => ({ value: subnet.id, text: subnetName(subnet) }));

export const nameOfPool = ({ name, id }: Pick<Pool, 'name' | 'id'>, text: Texts['common']): string =>
  name === '' ? text.unnamed(id) : name;

/** "HTTP: url:/ method:GET codes:200 delay:5 retries:2 timeout:3", as Horizon has it. */
export function monitorName(monitor: HealthMonitor, text: Texts['balancing']): string {
  const { type, delay, max_retries: retries, timeout } = monitor;
  const times = text.monitorTimes(delay, retries, timeout);
  const { url_path: path, http_method: method, expected_codes: codes } = monitor;
  if (path === undefined || method === undefined || codes === undefined)
    return text.monitorNamed(type, times);
  return text.monitorNamed(type, `${text.monitorHttp(path, method, codes)} ${times}`);
}

/** Floating IPs that lead nowhere, and one new from each external network. */
export function useFloatingIpOptions(): readonly Option[] {
  const { balancing: text } = useText();
  const free = useFloatingIps().filter(({ port_id: port }) => port === null);
  const networks = useExternalNetworks();
  return [
    ...free.map(({ id, floating_ip_address: address }) => ({ value: `ip ${id}`, text: address })),
    ...networks.map(({ id, name }) => ({ value: `network ${id}`, text: text.floatingIpNew(name || id) })),
  ];
}
