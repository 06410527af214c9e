import { DATA_NETWORK } from '../fabric/address-plan.ts';

export const EXAMPLE_PORT = 8080;
const { cidr, gateway, pool: addresses } = DATA_NETWORK.ipv4;

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
