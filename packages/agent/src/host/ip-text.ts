import { SocketAddress, isIPv4 } from 'node:net';

export const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');

/** The one spelling that the kernel prints (RFC 5952 for IPv6). @throws TypeError when it is no address */
export const canonicalAddress = (address: string): string =>
  // Of IPv4 there is no other spelling, and a router has hundreds of addresses: a tenth of the time.
  isIPv4(address) ? address : new SocketAddress({ address, family: familyOf(address) }).address;

/** A network with its host bits cleared, as the kernel wants a destination. @throws TypeError */
export function canonicalCidr(cidr: string): string {
  const [address = '', length = ''] = cidr.split('/');
  const prefixLength = Number(length);
  const network =
    familyOf(address) === 'ipv4' ? maskedIpv4(address, prefixLength) : maskedIpv6(address, prefixLength);
  return `${canonicalAddress(network)}/${prefixLength}`;
}

function maskedIpv4(address: string, prefixLength: number): string {
  const octets = address.split('.').map(Number);
  return octets.map((octet, index) => octet & maskOf(prefixLength - index * 8, 8)).join('.');
}

function maskedIpv6(address: string, prefixLength: number): string {
  const groups = ipv6Groups(canonicalAddress(address));
  return groups.map((group, index) => (group & maskOf(prefixLength - index * 16, 16)).toString(16)).join(':');
}

/** `bits` wide, the first `ones` of them set. */
const maskOf = (ones: number, bits: number): number =>
  ((1 << bits) - 1) ^ ((1 << (bits - Math.min(Math.max(ones, 0), bits))) - 1);

function ipv6Groups(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return tail === undefined ? before : [...before, ...zeros, ...after];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** An IPv6 address as one number: `0x` and 32 digits. @throws TypeError */
export const ipv6Hex = (address: string): string =>
  `0x${ipv6Groups(canonicalAddress(address))
    .map((group) => group.toString(16).padStart(4, '0'))
    .join('')}`;

/** The address that is such a number. */
export const ipv6OfHex = (number: string): string =>
  canonicalAddress((number.slice(2).padStart(32, '0').match(/.{4}/g) ?? []).join(':'));
