import { HostError } from './host-error.ts';
import { type HostNetworks, interfaceOf } from './host-networks.ts';
import { canonicalAddress } from './ip-text.ts';
import { NO_LINK_LOCAL } from './link-options.ts';
import type { Link, LinkSegment } from './links.ts';
import { BRIDGE_MARK, tunnelOf, vlanOf } from './names.ts';
import type { PortNetwork } from './port.ts';

/** IANA's port of VXLAN; Linux defaults to an older one. */
const VXLAN_PORT = 4789;

/** The ports have the MTU of the network, which may change: a VXLAN with a smaller one would drop what is larger. */
const ANY_MTU = 65_485;

/** The link that carries one network of a vlan or vxlan type between its bridge and the wire. */
export interface Segment extends LinkSegment {
  readonly kind: 'vlan' | 'vxlan';
  readonly name: string;
}

/** Undefined for a network of another type. Pure. @throws HostError `not_configured` */
export function segmentOf(network: PortNetwork, host: HostNetworks): Segment | undefined {
  const { type, segmentationId: id } = network;
  if (type !== 'vlan' && type !== 'vxlan') return undefined;
  if (id === undefined) throw new HostError('not_configured', `network ${network.id} has no segmentation id`);
  if (type === 'vlan') {
    const over = interfaceOf(network.physicalNetwork, host);
    return { kind: 'vlan', name: vlanOf(network.id, over, id), id, over };
  }
  const { tunnelIp } = host;
  if (tunnelIp === undefined) {
    throw new HostError('not_configured', 'no tunnel address is configured (LBAAS_TUNNEL_IP)');
  }
  return { kind: 'vxlan', name: tunnelOf(network.id), id, over: canonicalAddress(tunnelIp) };
}

/** Whether a link is this very segment, whoever made it. */
export const carriesSegment = ({ kind, id, over }: Segment, link: Link): boolean =>
  link.kind === kind && link.segment?.id === id && link.segment.over === over;

/**
 * Whether a link of this agent has the id of a segment that is to be made: what a network that is deleted has left
 * until it is swept. It must not get frames of the next one, and the kernel gives a trunk one interface for an id.
 */
export const hasItsId = ({ kind, name, id, over }: Segment, link: Link): boolean =>
  link.mark === BRIDGE_MARK &&
  link.kind === kind &&
  link.name !== name &&
  link.segment?.id === id &&
  (kind === 'vxlan' || link.segment.over === over);

/**
 * `ip` lines that make the link. A VXLAN learns which MAC address is behind which host from what arrives: so machines
 * that nobody told the server of are reached too, and a VIP that moves is followed with its first announcement.
 */
export function segmentLines({ kind, name, id, over }: Segment): string[] {
  const made =
    kind === 'vlan'
      ? `link add link ${over} name ${name} type vlan id ${id}`
      : `link add name ${name} mtu ${ANY_MTU} type vxlan id ${id} local ${over} dstport ${VXLAN_PORT} learning`;
  return [made, `link set dev ${name} alias ${BRIDGE_MARK}${NO_LINK_LOCAL}`];
}
