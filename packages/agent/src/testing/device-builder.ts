import type { HealthMonitor, Listener, LoadBalancerDevice, Member, Pool } from '@lbaas/common/contract';

/** A readable id: `id('b', 1)` is b0000000-0000-4000-8000-000000000001. */
export const id = (letter: string, number: number): string =>
  `${letter}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const POOL_ID = id('a', 1);
export const LISTENER_ID = id('b', 1);

export const member = (number: number, changes: Partial<Member> = {}): Member => ({
  id: id('c', number),
  address: `10.0.0.${number}`,
  protocol_port: 80,
  weight: 1,
  admin_state_up: true,
  ...changes,
});

export const monitor = (number: number, changes: Partial<HealthMonitor> = {}): HealthMonitor => ({
  id: id('d', number),
  type: 'HTTP',
  delay: 5,
  timeout: 3,
  max_retries: 3,
  http_method: 'GET',
  url_path: '/',
  expected_codes: '200',
  admin_state_up: true,
  ...changes,
});

export const pool = (changes: Partial<Pool> = {}): Pool => ({
  id: POOL_ID,
  protocol: 'HTTP',
  lb_method: 'ROUND_ROBIN',
  admin_state_up: true,
  session_persistence: null,
  members: [member(1), member(2)],
  health_monitors: [],
  ...changes,
});

export const listener = (changes: Partial<Listener> = {}): Listener => ({
  id: LISTENER_ID,
  protocol: 'HTTP',
  protocol_port: 8080,
  connection_limit: -1,
  admin_state_up: true,
  default_pool_id: POOL_ID,
  ...changes,
});

export interface DeviceChanges {
  readonly deviceId?: string;
  readonly epoch?: number;
  readonly generation?: number;
  readonly adminStateUp?: boolean;
  readonly addresses?: readonly string[];
  readonly listeners?: readonly Listener[];
  readonly pools?: readonly Pool[];
}

/** A device with one HTTP listener on 10.0.0.100:8080 in front of one pool of two members. */
export function device(changes: DeviceChanges = {}): LoadBalancerDevice {
  const deviceId = changes.deviceId ?? id('e', 1);
  const network = { id: id('f', 2), type: 'local' as const, physical_network: null, mtu: 1500 };
  return {
    device_id: deviceId,
    kind: 'load_balancer',
    epoch: changes.epoch ?? 1,
    generation: changes.generation ?? 1,
    snapshot: {
      id: deviceId,
      project_id: 'demo',
      name: 'web',
      admin_state_up: changes.adminStateUp ?? true,
      vip_port: {
        id: id('f', 1),
        mac_address: 'fa:16:3e:00:00:01',
        network,
        fixed_ips: (changes.addresses ?? ['10.0.0.100']).map((address) => fixedIp(address)),
      },
      listeners: [...(changes.listeners ?? [listener()])],
      pools: [...(changes.pools ?? [pool()])],
    },
  };
}

const fixedIp = (address: string) => ({
  ip_address: address,
  prefix_length: address.includes(':') ? 64 : 24,
  gateway_ip: null,
  host_routes: [],
});
