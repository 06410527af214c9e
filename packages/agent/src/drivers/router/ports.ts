import type { DevicePort, FixedIp, RouterDevice } from '@lbaas/common/contract';
import { type DesiredPort, canonicalAddress, desiredPort, familyOf } from '../../host/index.ts';
import { linkOf } from './render.ts';

/** One per inside network, and the gateway, which has the floating IPs as well. Pure. */
export function portsOf({ snapshot: { gateway, interfaces, floating_ips } }: RouterDevice): DesiredPort[] {
  const inside = interfaces.map((port) => ({
    ...desiredPort(without(port, { gateway_ip: null, host_routes: [] }), linkOf('qr-', port)),
    forwards: true,
  }));
  if (gateway === null) return inside;
  const outside = desiredPort(without(gateway.port, { host_routes: [] }), linkOf('qg-', gateway.port));
  const floating = floating_ips.map(({ floating_ip_address: address }) => {
    const length = familyOf(address) === 'ipv6' ? 128 : 32;
    return `${canonicalAddress(address)}/${length}`;
  });
  return [...inside, { ...outside, forwards: true, addresses: [...outside.addresses, ...floating] }];
}

/**
 * The routes of a subnet are for its hosts; a router has none but the way out. The gateway of an inside subnet is this
 * router, or a neighbour that is no way out for others.
 */
const without = (port: DevicePort, routes: Partial<FixedIp>): DevicePort => ({
  ...port,
  fixed_ips: port.fixed_ips.map((ip) => ({ ...ip, ...routes })),
});
