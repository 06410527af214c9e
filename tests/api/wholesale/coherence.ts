import fc from 'fast-check';
import type { Fields } from '../support/lbaas-v1-client.ts';
import type { Wanted } from './valid-body.ts';
import { without } from './without.ts';

/** Attributes whose values their schema describes only in part. */
export const SPECIAL: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  provider: fc.constantFrom('', 'haproxy', 'HAProxy'),
  device_owner: fc.constantFrom('', 'compute:nova', 'baremetal:none'),
  dns_nameservers: fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 3 }),
};

type Coherent = (fields: Fields, wanted: Wanted) => fc.Arbitrary<Fields>;

/**
 * Rules between attributes, and between attributes and existing objects, by resource: turns fields that are each
 * valid into a valid body.
 */
export const COHERENT: Readonly<Record<string, Coherent>> = {
  network: (fields, { isAdmin, verb }) => fc.constant(isAdmin && verb === 'post' ? provided(fields) : fields),
  subnet: (fields, wanted) => subnet(fields, wanted),
  port: (fields, wanted) => port(fields, wanted),
  vip: (fields, wanted) => vip(fields, wanted),
  member: (fields, { own }) =>
    fc.constant('pool_id' in fields ? { ...fields, pool_id: own['pool']?.[1] } : fields),
  health_monitor: (fields) => fc.constant(patient(fields)),
  router: (fields, wanted) => router(fields, wanted),
  floatingip: (fields, wanted) => floatingIp(fields, wanted),
  quota: (limits) => fc.constant(without(limits, 'healthmonitor')),
};

const host = fc.integer({ min: 20, max: 150 });

/** The way out leads to the external network of the world. */
const router: Coherent = (fields, { own }) =>
  fc
    .constantFrom(null, {}, { network_id: own['floating_network']?.[0] })
    .map((info) => ('external_gateway_info' in fields ? { ...fields, external_gateway_info: info } : fields));

/** An address of that network, for the port that a router leads to. */
const floatingIp: Coherent = (fields, { own }) =>
  host.map((last) => {
    const inside: Fields = {
      floating_ip_address: `10.5.0.${last}`,
      port_id: fields['port_id'] === null ? null : own['routed_port']?.[0],
      fixed_ip_address: null,
    };
    const known = Object.keys(fields).filter((name) => name in inside);
    return { ...fields, ...Object.fromEntries(known.map((name) => [name, inside[name]])) };
  });

/** Local networks have no physical network, and neither type has a segment. */
function provided(fields: Fields): Fields {
  const { 'provider:network_type': type, 'provider:physical_network': name, ...rest } = fields;
  const plain = without(rest, 'provider:segmentation_id');
  if (type === undefined) return plain;
  return name === undefined || name === null
    ? { ...plain, 'provider:network_type': 'local' }
    : { ...plain, 'provider:network_type': 'flat', 'provider:physical_network': 'physnet1' };
}

/** A delay is never shorter than the timeout, which may be the existing one. */
function patient({ delay, timeout, ...fields }: Fields): Fields {
  if (delay === undefined && timeout === undefined) return fields;
  const [first, second] = [Number(delay ?? 1), Number(timeout ?? 1)];
  return { ...fields, delay: Math.max(first, second), timeout: Math.min(first, second) };
}

/** A prefix that no other subnet has, with everything else inside it. A PUT changes the first subnet of the world. */
const subnet: Coherent = (fields, { verb, own }) =>
  fc.integer({ min: 0, max: 250 }).chain((number) =>
    host.map((low) => {
      const six = verb === 'post' && Number(fields['ip_version']) === 6;
      const base = verb === 'put' ? '10.20.0.' : six ? `fd77:${number}::` : `10.200.${number}.`;
      const at = (last: number): string => `${base}${last}`;
      const gateway = fields['gateway_ip'] === null ? null : at(1);
      const inside: Fields = {
        gateway_ip: gateway,
        allocation_pools: [
          { start: at(low), end: at(low + 10) },
          { start: at(180), end: at(190) },
        ],
        host_routes: [{ destination: six ? 'fd99::/64' : '192.168.7.0/24', nexthop: at(low) }],
        cidr: six ? `${base}/64` : `${base}0/24`,
        network_id: own['network']?.[0],
      };
      const known = Object.keys(fields).filter((name) => name in inside);
      return { ...fields, ...Object.fromEntries(known.map((name) => [name, inside[name]])) };
    }),
  );

/** Addresses of the first network of the world. */
const port: Coherent = (fields, { own }) =>
  host.map((last) => {
    const { fixed_ips, ...plain } = fields;
    const placed = 'network_id' in plain ? { ...plain, network_id: own['network']?.[0] } : plain;
    if (fixed_ips === undefined) return placed;
    const subnet_id = own['subnet']?.[0];
    const address = { ip_address: `10.20.0.${last}` };
    const choices = [[], [{ subnet_id }], [address], [{ subnet_id, ...address }, { subnet_id }]];
    return { ...placed, fixed_ips: choices[last % choices.length] };
  });

/** Pools of the world without a VIP, by protocol. */
const FREE_POOLS = { HTTP: 1, TCP: 2, HTTPS: 3 } as const;

const isProtocol = (value: unknown): value is keyof typeof FREE_POOLS => String(value) in FREE_POOLS;

/** The protocol of the pool, an address of the subnet, and cookies only for HTTP. */
const vip: Coherent = (fields, { verb, own }) =>
  host.map((last) => {
    const protocol = verb === 'post' && isProtocol(fields['protocol']) ? fields['protocol'] : 'HTTP';
    const inside: Fields = {
      protocol,
      pool_id: own['pool']?.[FREE_POOLS[protocol]],
      subnet_id: own['subnet']?.[0],
      address: fields['address'] === null ? null : `10.20.0.${last}`,
      session_persistence: persistence(fields['session_persistence'], protocol),
    };
    const known = Object.keys(fields).filter((name) => name in inside);
    return { ...fields, ...Object.fromEntries(known.map((name) => [name, inside[name]])) };
  });

function persistence(value: unknown, protocol: string): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (protocol !== 'HTTP') return { type: 'SOURCE_IP' };
  return value.type === 'APP_COOKIE'
    ? { type: 'APP_COOKIE', cookie_name: 'SESSION-1' }
    : { type: value.type };
}
