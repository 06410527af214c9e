import { HostError } from './host-error.ts';
import type { Link } from './links.ts';
import { bridgeOf } from './names.ts';
import type { PhysicalNetworks } from './physical-networks.ts';
import type { PortNetwork } from './port.ts';

/** How a network is carried on this host, and what is missing for it. */
export type Carrier =
  | { readonly kind: 'ready'; readonly bridge: string }
  | {
      readonly kind: 'missing';
      readonly bridge: string;
      readonly exists: boolean;
      readonly uplink: Link | undefined;
    };

/** The links that `resolveCarrier` needs to know of. */
export function carrierLinks(network: PortNetwork, physical: PhysicalNetworks): string[] {
  const uplink = uplinkOf(network, physical);
  return uplink === undefined ? [bridgeOf(network.id)] : [bridgeOf(network.id), uplink];
}

/**
 * A physical network that is mapped to a bridge, or to an interface that the operator put on one, uses that bridge.
 * Otherwise the network has a bridge of its own name; one that is there already is used as it is. Pure.
 * @throws HostError `not_configured` when this host cannot carry the network
 */
export function resolveCarrier(
  network: PortNetwork,
  physical: PhysicalNetworks,
  links: ReadonlyMap<string, Link>,
): Carrier {
  const name = bridgeOf(network.id);
  const own = links.get(name);
  if (own !== undefined && own.kind !== 'bridge') throw unusable(`${name} exists and is not a bridge`);
  if (network.type === 'local') {
    return own === undefined ? missing(name, false, undefined) : { kind: 'ready', bridge: name };
  }
  const uplink = requireUplink(network, physical, links);
  if (uplink.kind === 'bridge') return { kind: 'ready', bridge: uplink.name };
  if (uplink.master !== undefined) return { kind: 'ready', bridge: uplink.master };
  return missing(name, own !== undefined, uplink);
}

const missing = (bridge: string, exists: boolean, uplink: Link | undefined): Carrier => ({
  kind: 'missing',
  bridge,
  exists,
  uplink,
});

function uplinkOf(network: PortNetwork, physical: PhysicalNetworks): string | undefined {
  if (network.type === 'local') return undefined;
  const name = network.physicalNetwork ?? '';
  const uplink = physical.get(name);
  if (uplink === undefined) throw unusable(`no interface is configured for physical network ${name}`);
  return uplink;
}

function requireUplink(
  network: PortNetwork,
  physical: PhysicalNetworks,
  links: ReadonlyMap<string, Link>,
): Link {
  const name = uplinkOf(network, physical) ?? '';
  const link = links.get(name);
  if (link !== undefined) return link;
  throw unusable(`interface ${name} of physical network ${network.physicalNetwork ?? ''} does not exist`);
}

const unusable = (words: string): HostError => new HostError('not_configured', words);
