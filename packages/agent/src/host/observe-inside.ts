import { canonicalAddress, familyOf } from './ip-text.ts';
import { ipQuery } from './ip-command.ts';
import { isIpLink, toLink } from './links.ts';
import { INSIDE_LINK } from './names.ts';
import type { ObservedPort, Route } from './port.ts';

type Inside = Pick<ObservedPort, 'inside' | 'strangers' | 'addresses' | 'routes'>;

export const NOTHING_INSIDE: Inside = { inside: undefined, strangers: [], addresses: [], routes: [] };

/** Links, addresses and routes of a namespace, by one spawned program. */
export async function observeInside(namespace: string): Promise<Inside> {
  return parseInside(await ipQuery(namespace, ['addr show', 'route show table all']));
}

/** From the rows of `ip -j addr` and `ip -j route show table all`. Pure. */
export function parseInside(rows: readonly unknown[]): Inside {
  const links = rows.filter(isIpLink).map(toLink);
  const inside = links.find((link) => link.name === INSIDE_LINK);
  const own = new Set(['lo', INSIDE_LINK]);
  return {
    inside,
    strangers: links.map((link) => link.name).filter((name) => !own.has(name)),
    addresses: rows.filter(hasAddresses).filter(onPort).flatMap(globalAddresses),
    routes: rows.filter(isRoute).filter(isOurs).map(toRoute),
  };
}

interface AddressRow {
  readonly ifname: string;
  readonly addr_info: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
  }[];
}
interface RouteRow {
  readonly dst: string;
  readonly gateway: string;
  readonly dev: string;
  readonly table?: string;
  readonly protocol?: string;
}

const hasAddresses = (row: unknown): row is AddressRow => isIpLink(row) && 'addr_info' in row;
const onPort = (row: AddressRow): boolean => row.ifname === INSIDE_LINK;

/** Link-local addresses are the kernel's own. */
const globalAddresses = (row: AddressRow): string[] =>
  row.addr_info
    .filter((info) => info.scope === 'global')
    .map((info) => `${canonicalAddress(info.local)}/${info.prefixlen}`);

const isRoute = (row: unknown): row is RouteRow =>
  typeof row === 'object' && row !== null && 'dst' in row && 'gateway' in row;
const isOurs = (row: RouteRow): boolean => row.dev === INSIDE_LINK && (row.table ?? 'main') === 'main';

function toRoute({ dst, gateway }: RouteRow): Route {
  const via = canonicalAddress(gateway);
  return { destination: destinationOf(dst, familyOf(gateway)), via };
}

function destinationOf(dst: string, family: 'ipv4' | 'ipv6'): string {
  if (dst === 'default') return family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  const [address = '', length] = dst.split('/');
  return `${canonicalAddress(address)}/${length ?? (family === 'ipv4' ? 32 : 128)}`;
}
