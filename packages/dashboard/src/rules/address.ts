/** An address as bits: 32 or 128. */
export interface Bits {
  readonly version: 4 | 6;
  readonly value: bigint;
}

const OCTET = /^(?:0|[1-9]\d{0,2})$/;

/** undefined for what the API takes as no address: zones, short forms of IPv4 and leading zeros too. */
export function addressBits(text: string): Bits | undefined {
  return text.includes(':') ? bitsOf6(text) : bitsOf4(text);
}

function bitsOf4(text: string): Bits | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255))
    return undefined;
  return { version: 4, value: octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n) };
}

/** The parser of addresses in URLs knows every spelling, and answers with the shortest. */
function bitsOf6(text: string): Bits | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !URL.canParse(`http://[${text}]/`)) return undefined;
  const short = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const front = head.split(':').filter((group) => group !== '');
  const back = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  const groups = [...front, ...zeros, ...back];
  return {
    version: 6,
    value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n),
  };
}

/** Whether a prefix such as `10.0.0.0/24` holds an address. */
export function holds(cidr: string, address: string): boolean {
  const [net = '', length] = cidr.split('/');
  const prefix = addressBits(net);
  const bits = addressBits(address);
  if (prefix === undefined || bits === undefined || prefix.version !== bits.version) return false;
  const free = BigInt((bits.version === 4 ? 32 : 128) - Number(length));
  return prefix.value >> free === bits.value >> free;
}

/** Those that the agent's host has itself, or no single host: no member can have them. */
const NO_HOST: readonly string[] = [
  '0.0.0.0/32',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  '::ffff:0:0/96',
  'fe80::/10',
  'ff00::/8',
];

export const isOfAHost = (address: string): boolean => !NO_HOST.some((cidr) => holds(cidr, address));
