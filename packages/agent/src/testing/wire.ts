import type { LoadBalancerDevice, DevicePort } from '@lbaas/common/contract';

/**
 * The script that makes a machine behind eth1 of a private agent: a namespace `wire` with these addresses, each with
 * its prefix length and what else `ip addr add` takes before the device.
 */
export const wireScript = (...addresses: readonly string[]): string =>
  [
    'ip netns add wire',
    'ip link add eth1 type veth peer name eth0 netns wire',
    'ip link set eth1 up',
    'ip -n wire link set lo up',
    ...addresses.map((address) => `ip -n wire addr add dev eth0 ${address}`),
    'ip -n wire link set eth0 up',
    '',
  ].join('\n');

/** The device with its port on the physical network `physnet1`, and with changes of that port. */
export function onWire(
  device: LoadBalancerDevice,
  changes: (port: DevicePort) => Partial<DevicePort> = () => ({}),
) {
  const port = device.snapshot.vip_port;
  if (port === null) throw new Error('the sample has a port');
  const flat = {
    ...port,
    network: { ...port.network, type: 'flat' as const, physical_network: 'physnet1' },
  };
  const vip_port = { ...flat, ...changes(flat) };
  return { ...device, snapshot: { ...device.snapshot, vip_port } } satisfies LoadBalancerDevice;
}
