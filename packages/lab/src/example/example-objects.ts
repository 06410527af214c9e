import { DATA_NETWORK, ROUTED_NETWORKS } from '../fabric/address-plan.ts';

export const EXAMPLE_PORT = 8080;
const { cidr, gateway, pool: addresses } = DATA_NETWORK.ipv4;

export const ROUTED_NAMES = ['office', 'lb', 'servers'] as const;
export type RoutedName = (typeof ROUTED_NAMES)[number];
const NAMES: Readonly<Record<RoutedName, string>> = {
  office: 'public-net',
  lb: 'lb-net',
  servers: 'server-net',
};

/** Bodies of the API calls that create the example, for the Neutron LBaaS v1 API. */
export const exampleObjects = {
  network: () => ({
    network: {
      name: 'lb-net',
      'provider:network_type': 'flat',
      'provider:physical_network': DATA_NETWORK.physicalNetwork,
      shared: true,
    },
  }),
  subnet: (networkId: string) => ({
    subnet: {
      name: 'lb-subnet',
      network_id: networkId,
      ip_version: 4,
      cidr,
      gateway_ip: gateway,
      allocation_pools: [addresses],
    },
  }),
  routedNetwork: (name: RoutedName, isTunnelled: boolean) => ({
    network: {
      name: NAMES[name],
      ...(isTunnelled
        ? { 'provider:network_type': 'vxlan' }
        : { 'provider:network_type': 'flat', 'provider:physical_network': name }),
      ...(name === 'office' ? { 'router:external': true } : { shared: true }),
    },
  }),
  routedSubnet: (name: RoutedName, networkId: string) => ({
    subnet: {
      name: NAMES[name].replace(/-net$/, '-subnet'),
      network_id: networkId,
      ip_version: 4,
      cidr: ROUTED_NETWORKS[name].cidr,
      gateway_ip: ROUTED_NETWORKS[name].gateway,
      allocation_pools: [ROUTED_NETWORKS[name].pool],
    },
  }),
  router: (officeId: string) => ({
    router: { name: 'router1', external_gateway_info: { network_id: officeId } },
  }),
  interface: (subnetId: string) => ({ subnet_id: subnetId }),
  floatingIp: (officeId: string, portId: string) => ({
    floatingip: { floating_network_id: officeId, port_id: portId },
  }),
  pool: (subnetId: string) => ({
    pool: { name: 'tomcat_lb', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: subnetId },
  }),
  member: (poolId: string, address: string) => ({
    member: { pool_id: poolId, address, protocol_port: 8080 },
  }),
  vip: (poolId: string, subnetId: string) => ({
    vip: {
      name: 'tomcat_vip',
      pool_id: poolId,
      subnet_id: subnetId,
      protocol: 'HTTP',
      protocol_port: EXAMPLE_PORT,
      session_persistence: { type: 'HTTP_COOKIE' },
    },
  }),
  healthMonitor: () => ({
    health_monitor: {
      type: 'HTTP',
      delay: 2,
      timeout: 1,
      max_retries: 2,
      http_method: 'GET',
      url_path: '/',
      expected_codes: '200',
    },
  }),
  association: (monitorId: string) => ({ health_monitor: { id: monitorId } }),
};
