import type { AgentId, DeviceId, NetworkType } from '@lbaas/common/domain';
import {
  bigint,
  boolean,
  cidr,
  inet,
  integer,
  jsonb,
  macaddr,
  nullable,
  primary,
  smallint,
  table,
  text,
  timestampNow,
  uuid,
} from './table.ts';

export const NETWORKS = table(
  'networks',
  {
    id: primary(uuid()),
    project_id: text(),
    name: text(),
    admin_state_up: boolean(),
    shared: boolean(),
    external: boolean(),
    network_type: text<NetworkType>(),
    physical_network: nullable(text()),
    segmentation_id: nullable(integer()),
    mtu: integer(1500),
    created_at: timestampNow(),
    revision: bigint(1),
  },
  {
    indices: [
      { name: 'networks_project', columns: ['project_id'] },
      {
        name: 'networks_physical_key',
        columns: ['physical_network'],
        unique: true,
        where: "(network_type = 'flat'::text)",
      },
      {
        name: 'networks_vlan_key',
        columns: ['physical_network', 'segmentation_id'],
        unique: true,
        where: "(network_type = 'vlan'::text)",
      },
      {
        name: 'networks_vxlan_key',
        columns: ['segmentation_id'],
        unique: true,
        where: "(network_type = 'vxlan'::text)",
      },
    ],
    checks: [
      { name: 'networks_type_check', expression: "network_type IN ('flat', 'vlan', 'vxlan', 'local')" },
      {
        name: 'networks_flat_check',
        expression: "(network_type IN ('flat', 'vlan')) = (physical_network IS NOT NULL)",
      },
      {
        name: 'networks_segment_check',
        expression: "(network_type IN ('vlan', 'vxlan')) = (segmentation_id IS NOT NULL)",
      },
    ],
  },
);

export const SUBNETS = table(
  'subnets',
  {
    id: primary(uuid()),
    project_id: text(),
    network_id: uuid(),
    name: text(),
    ip_version: smallint(),
    cidr: cidr(),
    gateway_ip: nullable(inet()),
    allocation_pools: jsonb<readonly { readonly start: string; readonly end: string }[]>(),
    dns_nameservers: jsonb<readonly string[]>(),
    host_routes: jsonb<readonly { readonly destination: string; readonly nexthop: string }[]>(),
    enable_dhcp: boolean(),
    created_at: timestampNow(),
    revision: bigint(1),
  },
  {
    references: [{ name: 'subnets_network_fkey', column: 'network_id', to: 'networks' }],
    indices: [
      { name: 'subnets_project', columns: ['project_id'] },
      { name: 'subnets_network', columns: ['network_id'] },
    ],
  },
);

export const PORTS = table(
  'ports',
  {
    id: primary(uuid()),
    project_id: text(),
    network_id: uuid(),
    name: text(),
    mac_address: macaddr(),
    admin_state_up: boolean(),
    device_id: text(),
    device_owner: text(),
    created_at: timestampNow(),
    revision: bigint(1),
  },
  {
    references: [{ name: 'ports_network_fkey', column: 'network_id', to: 'networks' }],
    uniques: [{ name: 'ports_mac_key', columns: ['network_id', 'mac_address'] }],
    indices: [{ name: 'ports_project', columns: ['project_id'] }],
  },
);

export const IP_ALLOCATIONS = table(
  'ip_allocations',
  { network_id: primary(uuid()), ip_address: primary(inet()), subnet_id: uuid(), port_id: uuid() },
  {
    references: [
      { name: 'ip_allocations_subnet_fkey', column: 'subnet_id', to: 'subnets' },
      { name: 'ip_allocations_port_fkey', column: 'port_id', to: 'ports', onDelete: 'CASCADE' },
    ],
    indices: [
      { name: 'ip_allocations_port', columns: ['port_id'] },
      { name: 'ip_allocations_subnet', columns: ['subnet_id'] },
    ],
  },
);

/** Where networks with a segmentation id are, by device: see the migration. */
export const NETWORK_HOSTS = table('network_hosts', {
  network_id: primary(uuid()),
  device_id: primary(uuid<DeviceId>()),
  agent_id: primary(uuid<AgentId>()),
  physical_network: nullable(text()),
  segmentation_id: integer(),
  tunnel_ip: nullable(inet()),
});
