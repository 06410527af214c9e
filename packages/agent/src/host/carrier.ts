import { HostError } from './host-error.ts';
import type { Link } from './links.ts';
import { bridgeOf } from './names.ts';
import type { PhysicalNetworks } from './physical-networks.ts';
import type { PortNetwork } from './port.ts';

/** How a network is carried on this host, and what is missing for it. */
export type Carrier =
  | {
      readonly kind: 'ready';
      readonly bridge: string;
      /** Why nothing outside of this host is reached, where only the operator can mend that. */
      readonly impediment: string | undefined;
    }
  /** Links of it that must be set up. */
  | { readonly kind: 'down'; readonly bridge: string; readonly links: readonly string[] }
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
  if (network.type === 'local')
    return own === undefined ? missing(name, false, undefined) : present(name, [own]);
  const uplink = requireUplink(network, physical, links);
  const impediment = impedimentOf(network, uplink);
  if (uplink.kind === 'bridge') return { kind: 'ready', bridge: uplink.name, impediment };
  if (uplink.master === undefined) return missing(name, own !== undefined, uplink);
  if (own === undefined || uplink.master !== name)
    return { kind: 'ready', bridge: uplink.master, impediment };
  return present(name, [own, uplink], uplink.up ? impediment : undefined);
}

/** A bridge of its own name, with what must be up for it. */
function present(bridge: string, needed: readonly Link[], impediment?: string): Carrier {
  const down = needed.filter((link) => !link.up).map((link) => link.name);
  return down.length > 0 ? { kind: 'down', bridge, links: down } : { kind: 'ready', bridge, impediment };
}

function impedimentOf(network: PortNetwork, { name, kind, up, carrier }: Link): string | undefined {
  const link = `${kind === 'bridge' ? 'bridge' : 'interface'} ${name} of physical network ${network.physicalNetwork}`;
  if (!up) return `${link} is down`;
  // A bridge without a port that is up has no carrier; its first port may be the one that is about to be plugged.
  return carrier || kind === 'bridge' ? undefined : `${link} has no carrier`;
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
