import { canonicalAddress, familyOf, ipv6Hex } from '../ip-text.ts';
import { tapOf } from '../names.ts';
import type { DesiredPort } from '../port.ts';
import type { SetName } from './table.ts';

/** A set and what is in it, in the words of nft: `macs tap0a1b2c3d-4e . fa:16:3e:00:00:01`. */
export type Element = string;
/** By the name of the tap. */
export type Guards = ReadonlyMap<string, ReadonlySet<Element>>;

export const element = (set: SetName, tap: string, ...rest: readonly string[]): Element =>
  `${set} ${[tap, ...rest].join(' . ')}`;

/** The name of the tap that an element is about. */
export const tapIn = (text: Element): string => text.split(' ')[1] ?? '';

/** What may come from a port; `isolated` = the host has no address on its bridge. Pure. */
export function elementsOf(port: DesiredPort, isolated: boolean): ReadonlySet<Element> {
  const tap = tapOf(port.portId);
  const addresses = port.addresses.map((address) => address.split('/')[0] ?? '');
  const ipv6 = [linkLocalOf(port.macAddress), ...addresses.filter((each) => familyOf(each) === 'ipv6')];
  return new Set([
    element('guarded', tap),
    ...(port.forwards === true ? [element('routers', tap)] : []),
    ...(isolated ? [element('isolated', tap)] : []),
    element('macs', tap, port.macAddress.toLowerCase()),
    ...addresses.filter((each) => familyOf(each) === 'ipv4').map((each) => element('addresses4', tap, each)),
    ...ipv6.flatMap((each) => [element('addresses6', tap, each), element('targets6', tap, ipv6Hex(each))]),
  ]);
}

/** The address that the kernel makes of a MAC address (RFC 4291, appendix A). Pure. */
export function linkLocalOf(macAddress: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = macAddress
    .split(':')
    .map((octet) => Number.parseInt(octet, 16));
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return canonicalAddress(`fe80::${groups.map((group) => group.toString(16)).join(':')}`);
}
