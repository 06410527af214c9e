import { createHash } from 'node:crypto';
import type { HealthMonitor, Member, Pool } from '@lbaas/common/contract';
import { CONFIG_ALPHABETS } from '@lbaas/common/domain';
import { type Line, type Section, endpoint, integer, ipAddress, matching, uuid } from './config-text.ts';
import { type CombinedMember, combinedCheck } from './combined-monitors.ts';
import { HaproxyRefused } from '../model/errors.ts';
import { memoized } from './memoized.ts';
import { type Check, type CheckContext, NO_CHECK, renderCheck } from './render-monitor.ts';
import { HEALTH_LOG } from './render-process.ts';
import type { DesiredServer, HaproxyTuning } from '../model/types.ts';

export interface RenderedPool {
  readonly sections: readonly Section[];
  readonly servers: readonly DesiredServer[];
  /** Members whose verdict several monitors give; empty with fewer than two. */
  readonly combined: readonly CombinedMember[];
  readonly usesStickTable: boolean;
  readonly isChecked: boolean;
}

export interface PoolContext extends CheckContext {
  readonly tuning: HaproxyTuning;
  /** Address of the frontend that combines monitors. */
  readonly combineAddress: string;
}

/** An application cookie is stored as its SHA-256: 32 bytes, however long it is, and no two have the same. */
const APP_COOKIE_KEY = 'sha2(256)';
const APP_COOKIE_KEY_BYTES = 32;
const COOKIE_NAME = new RegExp(CONFIG_ALPHABETS.cookieName);

export const poolMode = (protocol: Pool['protocol']): 'http' | 'tcp' => {
  if (protocol === 'HTTP') return 'http';
  if (protocol === 'TCP' || protocol === 'HTTPS') return 'tcp';
  throw new HaproxyRefused(`unknown protocol: ${JSON.stringify(protocol)}`);
};

export function renderPool(pool: Pool, context: PoolContext): RenderedPool {
  uuid(pool.id);
  const monitors = byId(pool.health_monitors).filter((monitor) => monitor.admin_state_up);
  // An admin-down pool has no servers, so that clients get 503 (HTTP) or a closed connection (TCP).
  const members = pool.admin_state_up ? byId(pool.members) : [];
  const ids = serverIds(members);
  const place = { pool, members, ids };
  return monitors.length > 1
    ? renderCombined(place, monitors, context)
    : renderPlain(place, monitors[0], context);
}

interface Place {
  readonly pool: Pool;
  readonly members: readonly Member[];
  readonly ids: ReadonlyMap<string, number>;
}

function renderPlain(place: Place, monitor: HealthMonitor | undefined, context: PoolContext): RenderedPool {
  const { pool } = place;
  const check = monitor === undefined ? NO_CHECK : renderCheck(monitor, context);
  const servers = place.members.map((member) => desiredServer(place, pool.id, member, check));
  return {
    sections: [
      backendSection(pool.id, [...poolLines(pool, context), ...verdictLines(check)], place, servers),
    ],
    servers,
    combined: [],
    usesStickTable: stickLines(pool, context.tuning).length > 0,
    isChecked: monitor !== undefined,
  };
}

/** See `CombinedMember`. */
function renderCombined(
  place: Place,
  monitors: readonly HealthMonitor[],
  context: PoolContext,
): RenderedPool {
  const { pool } = place;
  const fixed = combinedCheck(context.combineAddress, place.members.length, context.tuning);
  const main = place.members.map((member) => desiredServer(place, pool.id, member, fixed));
  const shadows = monitors.map((monitor) => {
    const name = `${pool.id}.${uuid(monitor.id)}`;
    const check = { ...renderCheck(monitor, context), dynamic: false };
    const servers = place.members.map((member) => ({
      ...desiredServer(place, name, member, check),
      weight: 1,
    }));
    const lines: Line[] = [['mode', poolMode(pool.protocol)], ...checkLines(check)];
    return { name, servers, section: backendSection(name, lines, place, servers) };
  });
  const backends = shadows.map((shadow) => shadow.name);
  return {
    sections: [
      backendSection(pool.id, [...poolLines(pool, context), ...verdictLines(fixed)], place, main),
      ...shadows.map((shadow) => shadow.section),
    ],
    servers: [...main, ...shadows.flatMap((shadow) => shadow.servers)],
    combined: place.members.map((member) => ({ pool: pool.id, member: member.id, backends })),
    usesStickTable: stickLines(pool, context.tuning).length > 0,
    isChecked: true,
  };
}

function backendSection(
  name: string,
  lines: readonly Line[],
  { ids }: Place,
  servers: readonly DesiredServer[],
): Section {
  return {
    header: ['backend', name],
    lines: [...lines, ...servers.map((server) => serverLine(server, ids))],
  };
}

function poolLines(pool: Pool, { tuning }: PoolContext): Line[] {
  const mode = poolMode(pool.protocol);
  return [['mode', mode], ...balanceLines(pool), ...cookieLines(pool), ...stickLines(pool, tuning)];
}

const checkLines = (check: Check): Line[] =>
  check.serverArgs.length === 0 ? [] : [...check.lines, ['default-server', ...check.serverArgs]];

/** Of the checks that decide over the members. */
const verdictLines = (check: Check): Line[] =>
  check.serverArgs.length === 0 ? [] : [HEALTH_LOG, ...checkLines(check)];

function balanceLines(pool: Pool): Line[] {
  switch (pool.lb_method) {
    case 'ROUND_ROBIN':
      return [['balance', 'roundrobin']];
    case 'LEAST_CONNECTIONS':
      return [['balance', 'leastconn']];
    case 'SOURCE_IP':
      // The map-based hash takes neither weights nor servers at run time.
      return [
        ['balance', 'source'],
        ['hash-type', 'consistent'],
      ];
    default:
      throw new HaproxyRefused(`unknown lb_method: ${JSON.stringify(pool.lb_method)}`);
  }
}

/** HAProxy has no cookies in TCP mode: there the cookie types have no effect, as in Neutron. */
const cookieKey = (pool: Pool): string | undefined =>
  poolMode(pool.protocol) === 'http' && pool.session_persistence?.type === 'HTTP_COOKIE'
    ? pool.id
    : undefined;

/**
 * 2.6 refuses `cookie` on servers added at run time, but computes cookies from a key for all of them: XXH64 of key,
 * address and port, so that two of 1,000 members are alike in one pool of 3 * 10^13.
 */
function cookieLines(pool: Pool): Line[] {
  const key = cookieKey(pool);
  if (key === undefined) return [];
  return [
    ['cookie', 'SRV', 'insert', 'indirect', 'nocache', 'dynamic'],
    ['dynamic-cookie-key', key],
  ];
}

function stickLines(pool: Pool, tuning: HaproxyTuning): Line[] {
  const persistence = pool.session_persistence;
  const table = (...type: string[]): Line => {
    const size = ['size', String(tuning.stickEntries), 'expire', `${tuning.stickExpireS}s`, 'peers', 'local'];
    return ['stick-table', 'type', ...type, ...size];
  };
  switch (persistence?.type) {
    case undefined:
    case 'HTTP_COOKIE':
      return [];
    case 'SOURCE_IP':
      // IPv6 keys hold IPv4 clients as mapped addresses; `type ip` would lose IPv6 ones.
      return [table('ipv6'), ['stick', 'on', 'src']];
    case 'APP_COOKIE':
      return poolMode(pool.protocol) === 'http' ? appCookieLines(table, persistence.cookie_name ?? '') : [];
    default:
      throw new HaproxyRefused(`unknown session persistence: ${JSON.stringify(persistence)}`);
  }
}

function appCookieLines(table: (...type: string[]) => Line, cookieName: string): Line[] {
  const name = matching('cookie_name', COOKIE_NAME, cookieName);
  // An application that takes its cookie back empties it: the same value for every client.
  const isGiven = ['{', `res.cook(${name})`, '-m', 'len', '1:', '}'];
  return [
    table('binary', 'len', String(APP_COOKIE_KEY_BYTES)),
    ['stick', 'store-response', `res.cook(${name}),${APP_COOKIE_KEY}`, 'if', ...isGiven],
    ['stick', 'match', `req.cook(${name}),${APP_COOKIE_KEY}`],
  ];
}

function desiredServer({ pool, ids }: Place, backend: string, member: Member, check: Check): DesiredServer {
  const id = ids.get(member.id) ?? 0;
  return {
    backend,
    name: uuid(member.id),
    address: ipAddress(member.address),
    port: integer('protocol_port', member.protocol_port, 1, 65535),
    weight: integer('weight', member.weight, 0, 256),
    admin: member.admin_state_up ? 'ready' : 'maint',
    checked: check.serverArgs.length > 0,
    cookieKey: backend === pool.id ? cookieKey(pool) : undefined,
    dynamicArgs: check.dynamic ? ['id', String(id), ...check.serverArgs] : undefined,
  };
}

function serverLine(server: DesiredServer, ids: ReadonlyMap<string, number>): Line {
  const { name, address, port, weight, admin } = server;
  const state = admin === 'maint' ? ['disabled'] : [];
  return ['server', name, endpoint(address, port), 'id', ids.get(name) ?? 0, 'weight', weight, ...state];
}

const idOf = memoized(
  (memberId) => 1 + (createHash('sha256').update(memberId).digest().readUInt32BE(0) % 0x7ffffffe),
);

/**
 * Consistent hashing places a server by its numeric id, so the id must not depend on the others in the pool.
 * Two equal ones in a pool (1 in 2^31 per pair) are moved apart.
 */
function serverIds(members: readonly Member[]): Map<string, number> {
  const taken = new Set<number>();
  return new Map(
    members.map((member) => {
      let id = idOf(member.id);
      while (taken.has(id)) id += 1;
      taken.add(id);
      return [member.id, id];
    }),
  );
}

/** Sorted and without repetition, so that equal devices give equal text. */
export function byId<T extends { readonly id: string }>(items: readonly T[]): T[] {
  const unique = new Map(items.map((item) => [item.id, item]));
  return [...unique.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
