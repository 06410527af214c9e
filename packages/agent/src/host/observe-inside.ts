import { canonicalAddress, familyOf } from './ip-text.ts';
import type { IpSession } from './address-probe/ip-session.ts';
import { ipQuery } from './ip-command.ts';
import { isIpLink, toLink } from './links.ts';
import { type Rule, faultsOf } from './policy-rules.ts';
import type { Neighbour, ObservedPort, Route } from './port.ts';

export type Inside = Pick<
  ObservedPort,
  'inside' | 'strangers' | 'addresses' | 'routes' | 'rules' | 'neighbours' | 'onLink' | 'loopback'
>;

export const NOTHING_INSIDE: Inside = {
  inside: undefined,
  strangers: [],
  addresses: [],
  routes: [],
  neighbours: [],
  onLink: [],
  loopback: false,
};

const QUERIES = ['addr show', 'route show table all', 'rule show', 'neigh show'];

/** What each of the ports has inside a namespace, by one spawned program, or by a session that is there. */
export async function observeInside(
  namespace: string,
  ports: readonly string[],
  session: IpSession | undefined,
): Promise<Inside[]> {
  // What a session fails with is of the lines before, or of its end.
  const answers = await session?.query(QUERIES).catch(() => undefined);
  const rows =
    answers?.flatMap((line) => JSON.parse(line) as unknown[]) ?? (await ipQuery(namespace, QUERIES));
  return parseInside(rows, ports);
}

/** From the rows of `ip -j addr`, `route show table all`, `rule` and `neigh`; `ports` are their links. Pure. */
export function parseInside(rows: readonly unknown[], ports: readonly string[]): Inside[] {
  const links = rows.filter(isIpLink).map(toLink);
  const own = new Set(['lo', ...ports]);
  const strangers = links.map((link) => link.name).filter((name) => !own.has(name));
  const addresses = rows.filter(hasAddresses);
  const routes = rows.filter(isRoute).filter(isOfMainTable);
  const rules = faultsOf('ipv4', rows.filter(isRule));
  const loopback = links.some((link) => link.name === 'lo' && link.up);
  return ports.map((port) => ({
    inside: links.find((link) => link.name === port),
    strangers,
    addresses: addresses.filter((row) => row.ifname === port).flatMap(globalAddresses),
    routes: routes.filter((row) => row.dev === port && row.gateway !== undefined).map(toRoute),
    onLink: routes.filter((row) => row.dev === port && row.gateway === undefined).map((row) => row.dst),
    neighbours: rows
      .filter(isNeighbour)
      .filter((row) => row.dev === port)
      .map(toNeighbour),
    loopback,
    rules,
  }));
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
  readonly gateway?: string;
  readonly dev: string;
  readonly table?: string;
  readonly protocol?: string;
}

const hasAddresses = (row: unknown): row is AddressRow => isIpLink(row) && 'addr_info' in row;

/** Link-local addresses are the kernel's own. */
const globalAddresses = (row: AddressRow): string[] =>
  row.addr_info
    .filter((info) => info.scope === 'global')
    .map((info) => `${canonicalAddress(info.local)}/${info.prefixlen}`);

const isRoute = (row: unknown): row is RouteRow =>
  typeof row === 'object' && row !== null && 'dst' in row && 'dev' in row && !isNeighbour(row);
interface NeighbourRow {
  readonly dst: string;
  readonly dev: string;
  readonly lladdr: string;
}

const isNeighbour = (row: unknown): row is NeighbourRow =>
  typeof row === 'object' && row !== null && 'dst' in row && 'state' in row && 'lladdr' in row;
const toNeighbour = ({ dst, lladdr }: NeighbourRow): Neighbour => ({ address: dst, macAddress: lladdr });

const isRule = (row: unknown): row is Rule =>
  typeof row === 'object' && row !== null && 'priority' in row && 'src' in row;

const isOfMainTable = (row: RouteRow): boolean => (row.table ?? 'main') === 'main';

function toRoute({ dst, gateway = '' }: RouteRow): Route {
  const via = canonicalAddress(gateway);
  return { destination: destinationOf(dst, familyOf(gateway)), via };
}

function destinationOf(dst: string, family: 'ipv4' | 'ipv6'): string {
  if (dst === 'default') return family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  const [address = '', length] = dst.split('/');
  return `${canonicalAddress(address)}/${length ?? (family === 'ipv4' ? 32 : 128)}`;
}
