import { isIPv6 } from 'node:net';
import type { Listener, LoadBalancerDevice } from '@lbaas/common/contract';
import { type Line, type Section, endpoint, integer, ipAddress, uuid, writeSections } from './config-text.ts';
import { RESERVED_CONNECTIONS, combineSections } from './combined-monitors.ts';
import { HaproxyRefused } from '../model/errors.ts';
import { type RenderedPool, byId, poolMode, renderPool } from './render-backend.ts';
import { defaultsSection, globalSection, healthRing, peersSection } from './render-process.ts';
import { describe, sectionHashes, structureHash } from './structure.ts';
import type { HaproxyPaths, HaproxyTuning, RenderedHaproxy } from '../model/types.ts';

export interface RenderInput {
  readonly device: LoadBalancerDevice;
  readonly paths: HaproxyPaths;
  readonly tuning: HaproxyTuning;
}

/** Nothing runs without a VIP port, with the load balancer admin down, or when no listener is admin up. */
export function hasSomethingToRun({ snapshot }: LoadBalancerDevice): boolean {
  return (
    snapshot.admin_state_up &&
    snapshot.vip_port !== null &&
    snapshot.listeners.some((listener) => listener.admin_state_up)
  );
}

/**
 * The configuration of a device, or undefined when there is nothing to run. Deterministic: equal devices give equal
 * text in whatever order their parts come. Throws HaproxyRefused for what no valid device contains.
 */
export function renderHaproxy(input: RenderInput): RenderedHaproxy | undefined {
  const { device } = input;
  if (!hasSomethingToRun(device)) return undefined;
  const addresses = vipAddresses(device);
  const pools = renderPools(input, addresses[0] ?? '');
  const sections = allSections(input, pools, addresses);
  const text = writeSections(sections);
  const hashes = sectionHashes(text);
  const structure = structureHash(hashes);
  const generation = integer('generation', device.generation, 0, Number.MAX_SAFE_INTEGER);
  return {
    text: described(text, describe(generation, structure)),
    structure,
    sections: hashes,
    generation,
    servers: pools.flatMap((pool) => pool.servers),
    pingTimeoutsS: pingTimeouts(device),
    sticky: isSticky(pools),
  };
}

const vipAddresses = ({ snapshot }: LoadBalancerDevice): string[] =>
  [...new Set((snapshot.vip_port?.fixed_ips ?? []).map((ip) => ipAddress(ip.ip_address)))].toSorted();

function renderPools({ device, paths, tuning }: RenderInput, vip: string): RenderedPool[] {
  const context = {
    tuning,
    scripts: paths.scripts,
    httpHost: isIPv6(vip) ? `[${vip}]` : vip,
    combineAddress: combineAddress(device),
  };
  return byId(device.snapshot.pools).map((pool) => renderPool(pool, context));
}

/** Abstract sockets belong to the network namespace and are reached from inside a chroot. */
const combineAddress = (device: LoadBalancerDevice): string => `abns@monitors-${uuid(device.device_id)}`;
const peerAddress = (device: LoadBalancerDevice): string => `abns@peers-${uuid(device.device_id)}`;

function allSections(
  input: RenderInput,
  pools: readonly RenderedPool[],
  addresses: readonly string[],
): Section[] {
  const { device, tuning } = input;
  const listeners = byId(device.snapshot.listeners).filter((listener) => listener.admin_state_up);
  refuseSharedPorts(listeners);
  const combined = pools.flatMap((pool) => pool.combined);
  const reserved = combined.length > 0 ? RESERVED_CONNECTIONS : 0;
  const clients = { addresses, atMost: reserved > 0 ? tuning.maxConnections : undefined };
  return [
    globalSection({ ...input, externalChecks: pingTimeouts(device).length > 0, reserved }),
    ...(pools.some((pool) => pool.isChecked) ? [healthRing()] : []),
    defaultsSection(tuning),
    ...(isSticky(pools) ? [peersSection(peerAddress(device))] : []),
    ...listeners.map((listener) => frontendSection(listener, device, clients)),
    ...(combined.length > 0 ? combineSections(combineAddress(device), combined) : []),
    ...pools.flatMap((pool) => pool.sections),
  ];
}

const isSticky = (pools: readonly RenderedPool[]): boolean => pools.some((pool) => pool.usesStickTable);

function pingTimeouts({ snapshot }: LoadBalancerDevice): number[] {
  const monitors = snapshot.pools.flatMap((pool) => pool.health_monitors);
  const pings = monitors.filter((monitor) => monitor.type === 'PING' && monitor.admin_state_up);
  return [...new Set(pings.map((monitor) => monitor.timeout))].toSorted((a, b) => a - b);
}

interface Clients {
  readonly addresses: readonly string[];
  /** Connections of one listener, where the process keeps some for itself. */
  readonly atMost: number | undefined;
}

function frontendSection(
  listener: Listener,
  { snapshot }: LoadBalancerDevice,
  { addresses, atMost }: Clients,
): Section {
  const port = integer('protocol_port', listener.protocol_port, 1, 65535);
  const pool = snapshot.pools.find(({ id }) => id === listener.default_pool_id);
  if (listener.default_pool_id !== null && pool === undefined) {
    throw new HaproxyRefused(`listener ${listener.id} names a pool that the device does not have`);
  }
  const mode = poolMode(listener.protocol);
  const lines: Line[] = [
    ['mode', mode],
    ...addresses.map((address) => ['bind', endpoint(address, port)]),
    ...limitLines(listener, atMost),
    ...(mode === 'http' ? [['option', 'forwardfor']] : []),
    ...(pool === undefined ? [] : [['default_backend', uuid(pool.id)]]),
  ];
  return { header: ['frontend', uuid(listener.id)], lines };
}

/** Both would bind, because HAProxy shares ports with other processes, and take turns. */
function refuseSharedPorts(listeners: readonly Listener[]): void {
  const owners = new Map<number, string>();
  for (const { id, protocol_port: port } of listeners) {
    const other = owners.get(port);
    if (other !== undefined) throw new HaproxyRefused(`listeners ${other} and ${id} share port ${port}`);
    owners.set(port, id);
  }
}

/** `maxconn 0` would mean no limit, so a limit of 0 refuses each connection instead. */
function limitLines(listener: Listener, atMost = Infinity): Line[] {
  const limit = integer('connection_limit', listener.connection_limit, -1, 2_147_483_647);
  if (limit === 0) return [['tcp-request', 'connection', 'reject']];
  const lowest = Math.min(limit === -1 ? Infinity : limit, atMost);
  return lowest === Infinity ? [] : [['maxconn', lowest]];
}

/** Stands before all else in `global`, the first section; the hashes leave it out, so it can name them. */
const described = (text: string, description: string): string =>
  text.replace('\n', `\n\tdescription ${description}\n`);
