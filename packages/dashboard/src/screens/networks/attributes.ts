import { type Values, linesOf, valueOf } from '../../forms/field.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** `none` in the field of a gateway. */
const NONE = 'none';

/** How the text of a field becomes the API's value; others are sent as they are typed. */
const CONVERTERS: Readonly<Record<string, (text: string) => unknown>> = {
  admin_state_up: isTrue,
  shared: isTrue,
  'router:external': isTrue,
  enable_dhcp: isTrue,
  mtu: numberOr,
  'provider:segmentation_id': numberOr,
  gateway_ip: (text) => (text === '' || text === NONE ? null : text),
  dns_nameservers: linesOf,
  allocation_pools: (text) => linesOf(text).map(rangeOf),
};

/** Lets the API choose what is left empty. */
const creating = (name: string, text: string): boolean => text !== '' || name === 'name';

export const createAttributes = (values: Values): Attributes =>
  attributes(Object.entries(values).filter(([name, text]) => creating(name, text.trim())));

/** An emptied field means "none" here. */
export const updateAttributes = (values: Values): Attributes => attributes(Object.entries(values));

const attributes = (entries: readonly (readonly [string, string])[]): Attributes =>
  Object.fromEntries(entries.map(([name, text]) => [name, converted(name, text.trim())]));

const converted = (name: string, text: string): unknown => (CONVERTERS[name] ?? same)(text);

const same = (text: string): unknown => text;

function isTrue(text: string): boolean {
  return text === 'true';
}

/** What is no number is left to the API to refuse. */
function numberOr(text: string): unknown {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

/** `a-b`; the API says what is wrong with others. */
function rangeOf(line: string): { readonly start: string; readonly end: string } {
  const [start = '', end = start] = line.split('-').map((each) => each.trim());
  return { start, end };
}

/** A port takes one address or, without any, those that are free. */
export function portAttributes(values: Values): Attributes {
  const { ip_address: address = '', ...rest } = values;
  const chosen = address.trim() === '' ? {} : { fixed_ips: [{ ip_address: address.trim() }] };
  return { ...createAttributes(rest), ...chosen };
}

export const ipVersionOf = (cidr: string): 4 | 6 => (cidr.includes(':') ? 6 : 4);

export const subnetAttributes = (values: Values): Attributes => ({
  ...createAttributes(values),
  ip_version: ipVersionOf(valueOf(values, 'cidr')),
});
