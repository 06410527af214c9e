import { BlockList } from 'node:net';
import type { FixedIp, DevicePort } from '@lbaas/common/contract';
import { canonicalAddress, canonicalCidr, familyOf } from './ip-text.ts';
import type { DesiredPort, DesiredRoute, Route } from './port.ts';

/** What a port of a device must be on a host; `link` is the name of its end inside the namespace. Pure. */
export function desiredPort(port: DevicePort, link: string): DesiredPort {
  return {
    portId: port.id,
    link,
    macAddress: port.mac_address,
    network: networkOf(port),
    addresses: port.fixed_ips.map(addressOf),
    routes: routesOf(port.fixed_ips),
  };
}

const networkOf = ({ network }: DevicePort): DesiredPort['network'] => ({
  id: network.id,
  type: network.type,
  physicalNetwork: network.physical_network ?? undefined,
  segmentationId: network.segmentation_id ?? undefined,
  tunnelEnds: network.tunnel_ends?.map(canonicalAddress),
  mtu: network.mtu,
});

const addressOf = (ip: FixedIp): string => `${canonicalAddress(ip.ip_address)}/${ip.prefix_length}`;

/**
 * One route per destination. The gateway of the subnet comes before a host route to everywhere, which is what stands
 * in for a gateway on a subnet without one. A route that leads back to the port itself is left out.
 */
function routesOf(fixedIps: readonly FixedIp[]): DesiredRoute[] {
  const own = new Set(fixedIps.map((ip) => canonicalAddress(ip.ip_address)));
  const chosen = new Map<string, Route>();
  for (const route of [...fixedIps.flatMap(gatewayRoute), ...fixedIps.flatMap(hostRoutes)]) {
    if (!own.has(route.via) && !chosen.has(route.destination)) chosen.set(route.destination, route);
  }
  const onLink = subnetsOf(fixedIps);
  return [...chosen.values()].map((route) => ({ ...route, onlink: !onLink(route.via) }));
}

function gatewayRoute(ip: FixedIp): Route[] {
  if (ip.gateway_ip === null) return [];
  const destination = familyOf(ip.gateway_ip) === 'ipv4' ? '0.0.0.0/0' : '::/0';
  return [{ destination, via: canonicalAddress(ip.gateway_ip) }];
}

const hostRoutes = (ip: FixedIp): Route[] =>
  ip.host_routes.map((route) => ({
    destination: canonicalCidr(route.destination),
    via: canonicalAddress(route.nexthop),
  }));

function subnetsOf(fixedIps: readonly FixedIp[]): (address: string) => boolean {
  const subnets = new BlockList();
  subnets.addSubnet('fe80::', 10, 'ipv6');
  for (const ip of fixedIps) subnets.addSubnet(ip.ip_address, ip.prefix_length, familyOf(ip.ip_address));
  return (address) => subnets.check(address, familyOf(address));
}
