import type { DevicePort, FloatingIp, RouterDevice } from '@lbaas/common/contract';
import { id } from './device-builder.ts';

export const ROUTER_ID = id('1', 1);

export const devicePort = (number: number, changes: Partial<DevicePort> = {}): DevicePort => ({
  id: `${String(number).padStart(8, '0')}-0000-4000-8000-000000000002`,
  mac_address: `fa:16:3e:00:02:${String(number).padStart(2, '0')}`,
  network: { id: id('e', number), type: 'local', physical_network: null, mtu: 1500 },
  fixed_ips: [{ ip_address: `10.0.${number}.1`, prefix_length: 24, gateway_ip: null, host_routes: [] }],
  ...changes,
});

export const floatingIp = (
  number: number,
  floating_ip_address: string,
  fixed_ip_address: string,
): FloatingIp => ({
  id: id('f', number),
  floating_ip_address,
  fixed_ip_address,
});

export interface RouterChanges extends Partial<RouterDevice['snapshot']> {
  readonly generation?: number;
}

export function router({ generation = 1, ...changes }: RouterChanges = {}): RouterDevice {
  return {
    device_id: ROUTER_ID,
    kind: 'router',
    driver: 'router_ns',
    epoch: 1,
    generation,
    snapshot: {
      id: ROUTER_ID,
      project_id: 'p',
      name: 'office',
      admin_state_up: true,
      gateway: null,
      interfaces: [],
      floating_ips: [],
      ...changes,
    },
  };
}
