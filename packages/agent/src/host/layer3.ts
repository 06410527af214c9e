import { HostError } from './host-error.ts';
import { ipQuery } from './ip-command.ts';

/** The addresses and routes that an interface of the host carries, as they must be repeated on another one. */
export interface Layer3 {
  /** Arguments of `ip addr add`, without the device. */
  readonly addresses: readonly string[];
  /** Arguments of `ip route replace`, without the device. */
  readonly routes: readonly string[];
}

export async function readLayer3(link: string): Promise<Layer3> {
  const rows = await ipQuery(undefined, [`addr show dev ${link}`, `route show table all dev ${link}`]);
  return parseLayer3(link, rows);
}

/**
 * What the kernel makes itself (link-local addresses, routes of its own or of router advertisements) stays behind:
 * it makes them again. Pure.
 * @throws HostError `not_configured` for what cannot be repeated
 */
export function parseLayer3(link: string, rows: readonly unknown[]): Layer3 {
  const infos = rows.filter(hasAddresses).flatMap((row) => row.addr_info);
  const addresses = infos.filter((info) => info.scope === 'global' && !isFromKernel(info));
  const leased = addresses.find((info) => info.dynamic === true);
  if (leased !== undefined) throw unmovable(link, `the leased address ${leased.local}`);
  const routes = rows.filter(isRoute).filter((row) => !KERNEL_ROUTES.has(row.protocol ?? ''));
  const many = routes.find((row) => row.nexthops !== undefined);
  if (many !== undefined) throw unmovable(link, `the multipath route to ${many.dst}`);
  return { addresses: addresses.map(addressText), routes: routes.map(routeText) };
}

/** `ip -batch` lines that move everything from one interface to another; routes are replaced in place. */
export const moveLayer3 = (from: string, to: string, { addresses, routes }: Layer3): string[] => [
  ...addresses.map((address) => `addr add ${address} dev ${to}${address.includes(':') ? ' nodad' : ''}`),
  ...addresses.map((address) => `addr del ${address.split(' ')[0] ?? ''} dev ${from}`),
  ...routes.map((route) => `route replace ${route} dev ${to}`),
];

const KERNEL_ROUTES = new Set(['kernel', 'ra', 'redirect']);

interface AddressInfo {
  readonly family: string;
  readonly local: string;
  readonly prefixlen: number;
  readonly scope: string;
  readonly broadcast?: string;
  readonly dynamic?: boolean;
  readonly mngtmpaddr?: boolean;
  readonly temporary?: boolean;
}
interface RouteRow {
  readonly type?: string;
  readonly dst: string;
  readonly gateway?: string;
  readonly via?: { readonly family: string; readonly host: string };
  readonly table?: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly prefsrc?: string;
  readonly metric?: number;
  readonly flags?: readonly string[];
  readonly nexthops?: unknown;
}

const isRow = (row: unknown): row is object => typeof row === 'object' && row !== null;
const hasAddresses = (row: unknown): row is { addr_info: AddressInfo[] } => isRow(row) && 'addr_info' in row;
const isRoute = (row: unknown): row is RouteRow => isRow(row) && 'dst' in row;

/** Addresses from router advertisements: the next one sets them on the bridge. */
const isFromKernel = (info: AddressInfo): boolean =>
  info.family === 'inet6' && (info.mngtmpaddr === true || info.temporary === true);

const addressText = (info: AddressInfo): string =>
  `${info.local}/${info.prefixlen}${info.broadcast === undefined ? '' : ` broadcast ${info.broadcast}`}`;

function routeText(row: RouteRow): string {
  const words = [row.type ?? '', destination(row)];
  if (row.gateway !== undefined) words.push(`via ${row.gateway}`);
  if (row.via !== undefined) words.push(`via ${row.via.family} ${row.via.host}`);
  if (row.protocol !== undefined) words.push(`proto ${row.protocol}`);
  if (row.scope !== undefined) words.push(`scope ${row.scope}`);
  if (row.prefsrc !== undefined) words.push(`src ${row.prefsrc}`);
  if (row.metric !== undefined) words.push(`metric ${row.metric}`);
  if (row.table !== undefined) words.push(`table ${row.table}`);
  if (row.flags?.includes('onlink') === true) words.push('onlink');
  return words.filter((word) => word !== '').join(' ');
}

function destination({ dst, gateway, prefsrc, metric }: RouteRow): string {
  if (dst !== 'default') return dst;
  const hint = gateway ?? prefsrc;
  const ipv6 = hint === undefined ? metric === 1024 : hint.includes(':');
  return ipv6 ? '::/0' : '0.0.0.0/0';
}

const unmovable = (link: string, what: string): HostError =>
  new HostError(
    'not_configured',
    `${link} carries ${what}, which cannot move to a bridge; put ${link} on a bridge and configure that instead`,
  );
