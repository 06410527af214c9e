import type { Body, Ref, Step, Value } from '../calls/index.ts';
import type { Values } from '../forms/index.ts';

/** Calls of the load-balancer part, from what was typed. What the API would take anyway is left out. */
const DEFAULTS: Values = {
  description: '',
  provider: '',
  admin_state_up: 'true',
  session_persistence: '',
  connection_limit: '-1',
  weight: '1',
  address: '',
  http_method: 'GET',
  url_path: '/',
  expected_codes: '200',
};

const NUMBERS: ReadonlySet<string> = new Set([
  'protocol_port',
  'weight',
  'connection_limit',
  'delay',
  'timeout',
  'max_retries',
]);

const POOL = ['name', 'description', 'provider', 'subnet_id', 'protocol', 'lb_method', 'admin_state_up'];
const VIP = [
  'name',
  'description',
  'subnet_id',
  'address',
  'protocol',
  'protocol_port',
  'session_persistence',
  'connection_limit',
  'admin_state_up',
];
const MONITOR = ['type', 'delay', 'timeout', 'max_retries', 'admin_state_up'];
const HTTP = ['http_method', 'url_path', 'expected_codes'];

const isHttp = ({ type }: Values): boolean => type === 'HTTP' || type === 'HTTPS';

function attribute(name: string, values: Values): Value {
  const text = values[name] ?? '';
  if (name === 'admin_state_up') return text !== 'false';
  if (name === 'session_persistence') return persistence(text, values);
  return NUMBERS.has(name) ? Number(text) : text;
}

const persistence = (type: string, { cookie_name: cookie = '' }: Values): Value => {
  if (type === '') return {};
  return type === 'APP_COOKIE' ? { type, cookie_name: cookie.trim() } : { type };
};

const isDefault = (name: string, values: Values): boolean =>
  (values[name] ?? DEFAULTS[name]) === DEFAULTS[name];

const trimmed = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, text]) => [name, name === 'description' ? text : text.trim()]),
  );

function bodyOf(names: readonly string[], typed: Values): Body {
  const values = trimmed(typed);
  const set = names.filter((name) => !isDefault(name, values));
  return Object.fromEntries(set.map((name) => [name, attribute(name, values)]));
}

/** What differs from how it was. */
export function changesOf(names: readonly string[], before: Values, typed: Values): Body {
  const values = trimmed(typed);
  const isChanged = (name: string): boolean =>
    (values[name] ?? '') !== (before[name] ?? '') ||
    (name === 'session_persistence' &&
      values[name] === 'APP_COOKIE' &&
      values['cookie_name'] !== before['cookie_name']);
  return Object.fromEntries(names.filter(isChanged).map((name) => [name, attribute(name, values)]));
}

const collection = {
  pool: 'pools',
  vip: 'vips',
  member: 'members',
  health_monitor: 'health_monitors',
} as const;
type Thing = keyof typeof collection;

interface Create {
  readonly key?: string;
  readonly name: string;
  readonly body: Body;
}

const create = (kind: Thing, { key = kind, name, body }: Create): Step => ({
  key,
  kind,
  method: 'POST',
  path: [`/v2.0/lb/${collection[kind]}`],
  wrapper: kind,
  body,
  name,
});

export const addPool = (values: Values): Step =>
  create('pool', { name: values['name'] ?? '', body: bodyOf(POOL, values) });

/** The cookie's name is no attribute of its own. */
export const addVip = (poolId: Value, values: Values): Step =>
  create('vip', { name: values['name'] ?? '', body: { pool_id: poolId, ...bodyOf(VIP, values) } });

export const addMember = (poolId: Value, values: Values, key = 'member'): Step =>
  create('member', {
    key,
    name: values['address'] ?? '',
    body: {
      pool_id: poolId,
      ...bodyOf(['address', 'protocol_port', 'weight', 'admin_state_up'], values),
    },
  });

export const addMonitor = (values: Values): Step =>
  create('health_monitor', {
    name: values['type'] ?? '',
    body: bodyOf(isHttp(values) ? [...MONITOR, ...HTTP] : MONITOR, values),
  });

interface Existing {
  readonly id: string;
  readonly name: string;
}

const change = (kind: Thing, { id, name }: Existing, body: Body): readonly Step[] =>
  Object.keys(body).length === 0
    ? []
    : [
        {
          key: kind,
          kind,
          method: 'PUT',
          path: [`/v2.0/lb/${collection[kind]}/`, id],
          wrapper: kind,
          body,
          name,
        },
      ];

interface Edit {
  readonly of: Existing;
  readonly before: Values;
  readonly values: Values;
}

export const editPool = ({ of, before, values }: Edit): readonly Step[] =>
  change('pool', of, changesOf(['name', 'description', 'lb_method', 'admin_state_up'], before, values));

export const editVip = ({ of, before, values }: Edit): readonly Step[] =>
  change(
    'vip',
    of,
    changesOf(
      ['name', 'description', 'pool_id', 'session_persistence', 'connection_limit', 'admin_state_up'],
      before,
      values,
    ),
  );

export const editMember = ({ of, before, values }: Edit): readonly Step[] =>
  change('member', of, changesOf(['pool_id', 'weight', 'admin_state_up'], before, values));

export const editMonitor = ({ of, before, values }: Edit): readonly Step[] =>
  change(
    'health_monitor',
    of,
    changesOf(['delay', 'timeout', 'max_retries', ...HTTP, 'admin_state_up'], before, values),
  );

export const remove = (kind: Thing, { id, name }: Existing): Step => ({
  key: `${kind}-${id}`,
  kind,
  method: 'DELETE',
  path: [`/v2.0/lb/${collection[kind]}/`, id],
  name,
});

export const associate = (poolId: string | Ref, monitorId: Value, name = ''): Step => ({
  key: 'association',
  kind: 'association',
  method: 'POST',
  path: ['/v2.0/lb/pools/', poolId, '/health_monitors'],
  wrapper: 'health_monitor',
  body: { id: monitorId },
  name,
});

export const disassociate = (poolId: string, monitorId: string): Step => ({
  key: 'association',
  kind: 'association',
  method: 'DELETE',
  path: ['/v2.0/lb/pools/', poolId, '/health_monitors/', monitorId],
  name: '',
});

export const addFloatingIp = (networkId: string, portId: Value, name = ''): Step => ({
  key: 'floatingip',
  kind: 'floatingip',
  method: 'POST',
  path: ['/v2.0/floatingips'],
  wrapper: 'floatingip',
  body: { floating_network_id: networkId, port_id: portId },
  name,
});

/** With null it leads nowhere. */
export const pointFloatingIp = (id: string, portId: Value, name = ''): Step => ({
  key: 'floatingip',
  kind: 'floatingip',
  method: 'PUT',
  path: ['/v2.0/floatingips/', id],
  wrapper: 'floatingip',
  body: { port_id: portId },
  name,
});
