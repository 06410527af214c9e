import type { DeviceId } from '@lbaas/common/domain';
import { bigint, boolean, inet, nullable, primary, table, text, timestampNow, uuid } from './table.ts';

const stamps = { created_generation: bigint(), changed_generation: bigint(), changed_at: timestampNow() };

export const ROUTERS = table(
  'routers',
  {
    id: primary(uuid<DeviceId>()),
    project_id: text(),
    name: text(),
    admin_state_up: boolean(),
    gateway_port_id: nullable(uuid()),
    /** Of its device, when the gateway came. */
    gateway_generation: nullable(bigint()),
    enable_snat: boolean(),
    ...stamps,
    created_at: timestampNow(),
    revision: bigint(1),
  },
  {
    references: [
      { name: 'routers_device_fkey', column: 'id', to: 'devices' },
      { name: 'routers_gateway_port_fkey', column: 'gateway_port_id', to: 'ports' },
    ],
    indices: [
      { name: 'routers_project', columns: ['project_id'] },
      { name: 'routers_gateway_port_key', columns: ['gateway_port_id'], unique: true },
    ],
    checks: [
      {
        name: 'routers_gateway_check',
        expression: '(gateway_port_id IS NULL) = (gateway_generation IS NULL)',
      },
    ],
  },
);

export const ROUTER_INTERFACES = table(
  'router_interfaces',
  {
    port_id: primary(uuid()),
    router_id: uuid<DeviceId>(),
    subnet_id: uuid(),
    /** Of the device, when the interface came. */
    generation: bigint(),
  },
  {
    references: [
      { name: 'router_interfaces_port_fkey', column: 'port_id', to: 'ports' },
      { name: 'router_interfaces_router_fkey', column: 'router_id', to: 'routers' },
      { name: 'router_interfaces_subnet_fkey', column: 'subnet_id', to: 'subnets' },
    ],
    uniques: [{ name: 'router_interfaces_subnet_key', columns: ['router_id', 'subnet_id'] }],
    indices: [{ name: 'router_interfaces_subnet', columns: ['subnet_id'] }],
  },
);

export const FLOATING_IPS = table(
  'floating_ips',
  {
    id: primary(uuid()),
    project_id: text(),
    floating_network_id: uuid(),
    /** The port that has its address. */
    floating_port_id: uuid(),
    fixed_port_id: nullable(uuid()),
    fixed_ip_address: nullable(inet()),
    router_id: nullable(uuid<DeviceId>()),
    ...stamps,
    created_at: timestampNow(),
    revision: bigint(1),
  },
  {
    references: [
      { name: 'floating_ips_network_fkey', column: 'floating_network_id', to: 'networks' },
      { name: 'floating_ips_floating_port_fkey', column: 'floating_port_id', to: 'ports' },
      { name: 'floating_ips_fixed_port_fkey', column: 'fixed_port_id', to: 'ports' },
      { name: 'floating_ips_router_fkey', column: 'router_id', to: 'routers' },
    ],
    uniques: [
      {
        name: 'floating_ips_fixed_key',
        columns: ['fixed_port_id', 'fixed_ip_address', 'floating_network_id'],
      },
    ],
    indices: [
      { name: 'floating_ips_project', columns: ['project_id'] },
      { name: 'floating_ips_network', columns: ['floating_network_id'] },
      { name: 'floating_ips_floating_port_key', columns: ['floating_port_id'], unique: true },
      { name: 'floating_ips_router', columns: ['router_id'] },
    ],
    checks: [
      {
        name: 'floating_ips_associated_check',
        expression:
          '(router_id IS NULL) = (fixed_port_id IS NULL) AND (router_id IS NULL) = (fixed_ip_address IS NULL)',
      },
    ],
  },
);
