import type { Link, LinkReader } from './links.ts';
import { tapOf } from './names.ts';
import type { DesiredPort, Neighbour } from './port.ts';
import type { Advertiser } from './port-security/index.ts';

/** Another host on the network of a port, with an address of it. */
export interface AddressRival {
  readonly namespace: string;
  readonly address: string;
  readonly macAddress: string;
}

type PortsByNamespace = ReadonlyMap<string, readonly DesiredPort[]>;

/** Those of all ports, looked for in what port security has seen advertised. */
export async function findRivals(
  advertisers: readonly Advertiser[],
  ports: PortsByNamespace,
  links: Pick<LinkReader, 'read'>,
): Promise<AddressRival[]> {
  const names = linksOfRivals(advertisers, ports);
  return names.length === 0 ? [] : rivalsIn(advertisers, ports, await links.read(names));
}

/** The links that must be known to tell who is on the network of whom; empty when nobody has an address of a port. */
export function linksOfRivals(advertisers: readonly Advertiser[], ports: PortsByNamespace): string[] {
  const met = meetings(advertisers, ports);
  return [...new Set(met.flatMap(({ by, port }) => [by.link, tapOf(port.portId)]))];
}

/** Projects may have the same addresses: a rival is in the same bridge. Pure. */
export function rivalsIn(
  advertisers: readonly Advertiser[],
  ports: PortsByNamespace,
  links: ReadonlyMap<string, Pick<Link, 'master'>>,
): AddressRival[] {
  const masterOf = (link: string): string | undefined => links.get(link)?.master;
  return meetings(advertisers, ports)
    .filter(
      ({ by, port }) => masterOf(by.link) !== undefined && masterOf(by.link) === masterOf(tapOf(port.portId)),
    )
    .map(({ namespace, by: { address, macAddress } }) => ({ namespace, address, macAddress }));
}

const meetings = (advertisers: readonly Advertiser[], ports: PortsByNamespace) =>
  [...ports].flatMap(([namespace, own]) =>
    own.flatMap((port) =>
      advertisers.filter((advertiser) => isRivalOf(port, advertiser)).map((by) => ({ namespace, port, by })),
    ),
  );

/** Whoever has an address of the port, and is not that port, on whichever host. Pure. */
export const isRivalOf = (port: DesiredPort, { address, macAddress }: Neighbour): boolean =>
  port.macAddress !== macAddress && port.addresses.some((own) => own.split('/')[0] === address);
