import type { DevicePort, RouterDevice } from '@lbaas/common/contract';
import { type DesiredPort, canonicalAddress, desiredPort } from '../../host/index.ts';
import { linkOf } from './render.ts';

/** One per inside network, and the gateway, which has the floating IPs as well. Pure. */
export function portsOf({ snapshot: { gateway, interfaces, floating_ips } }: RouterDevice): DesiredPort[] {
  const inside = interfaces.map((port) => desiredPort(withoutRoutes(port), linkOf('qr-', port)));
  if (gateway === null) return inside;
  const outside = desiredPort(withoutHostRoutes(gateway.port), linkOf('qg-', gateway.port));
  const floating = floating_ips.map(({ floating_ip_address: address }) => {
    const length = address.includes(':') ? 128 : 32;
    return `${canonicalAddress(address)}/${length}`;
  });
  return [...inside, { ...outside, addresses: [...outside.addresses, ...floating] }];
}

/** The gateway of an inside subnet is this router, or a neighbour that is no way out for others. */
const withoutRoutes = (port: DevicePort): DevicePort => ({
  ...port,
  fixed_ips: port.fixed_ips.map((ip) => ({ ...ip, gateway_ip: null, host_routes: [] })),
});

/** The routes of a subnet are for its hosts; a router has none but the way out. */
const withoutHostRoutes = (port: DevicePort): DevicePort => ({
  ...port,
  fixed_ips: port.fixed_ips.map((ip) => ({ ...ip, host_routes: [] })),
});
