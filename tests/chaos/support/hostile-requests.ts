import type { Balancer } from '../../e2e/support/balancer.ts';

export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  /** A string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** So large that the server may end the connection before all of it is sent. */
  readonly oversized?: boolean;
}

const STRANGER = { 'x-project-id': 'stranger', 'x-roles': 'member' };

/** Texts that would act as a directive, a shell command, a query or another header if they were used unchecked. */
const INJECTIONS = [
  '/\n\tbind :1',
  '/\r\nserver evil 10.0.0.2:80',
  '/ # comment',
  "/' OR 1=1 --",
  '/$(reboot) x',
  '/`id` x',
  '/\u0000',
  '/é"\\',
  '/{+Q}%[env(HOME)]',
  '/ HTTP/1.0\\r\\nX: y',
];
const MALFORMED = ['{', '', 'null', '[]', '"x"', '{"pool": }', '{"pool":{"name":"\u0001"}}', '\u0000'];
const WEIGHTS = [-1, 257, Number.MAX_VALUE, 2 ** 53, '', [], {}];

const put = (path: string, body: unknown): HostileRequest => ({ method: 'PUT', path, body });
const post = (path: string, body: unknown): HostileRequest => ({
  method: 'POST',
  path: `/v2.0/lb/${path}`,
  body,
});

/** Requests about the objects of a balancer, every one of which the API must refuse. */
export function hostileRequests(
  { pool, vip, members, monitors }: Balancer,
  subnet_id: string,
): HostileRequest[] {
  const places: Places = {
    pool: `/v2.0/lb/pools/${pool.id}`,
    vip: `/v2.0/lb/vips/${vip.id}`,
    member: `/v2.0/lb/members/${members[0]?.id}`,
    health_monitor: `/v2.0/lb/health_monitors/${monitors[0]?.id}`,
  };
  const listener = { pool_id: pool.id, subnet_id, protocol: 'HTTP', protocol_port: 81 };
  const member = { pool_id: pool.id, address: '10.0.0.12', protocol_port: 80 };
  return [
    ...Object.entries(places).flatMap(([name, path]) => againstObject(name, path, pool.id)),
    ...INJECTIONS.flatMap((text) => injected(places, text)),
    ...WEIGHTS.map((weight) => put(places.member, { member: { weight } })),
    ...INJECTIONS.map((address) => post('members', { member: { ...member, address } })),
    ...INJECTIONS.map((address) => post('vips', { vip: { ...listener, address } })),
    ...INJECTIONS.map((text) => post('pools', { pool: { protocol: text, lb_method: text, subnet_id } })),
    post('vips', { vip: listener }),
    post('members', { member: { ...member, pool_id: subnet_id } }),
    post('pools', { pool: { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: pool.id } }),
    { ...post('pools', `{"pool":{"name":"${'x'.repeat(5_000_000)}"}}`), oversized: true },
    post('pools', '['.repeat(100_000)),
    put(places.vip, { vip: { pool_id: subnet_id } }),
  ];
}

interface Places {
  readonly pool: string;
  readonly vip: string;
  readonly member: string;
  readonly health_monitor: string;
}

const againstObject = (name: string, path: string, otherId: string): HostileRequest[] => [
  ...MALFORMED.map((body) => put(path, body)),
  put(path, { [name]: { no_such_attribute: 1 } }),
  put(path, { [name]: { id: otherId } }),
  put(path, { [name]: { status: 'ACTIVE' } }),
  put(path, { [name]: { admin_state_up: 'maybe' } }),
  put(path, { [name]: 'text' }),
  { ...put(path, { [name]: { admin_state_up: false } }), headers: STRANGER },
  { method: 'DELETE', path, headers: STRANGER },
  { method: 'PATCH', path, body: {} },
];

const injected = ({ vip, member, health_monitor: monitor }: Places, text: string): HostileRequest[] => [
  put(monitor, { health_monitor: { url_path: text } }),
  put(monitor, { health_monitor: { http_method: text } }),
  put(monitor, { health_monitor: { expected_codes: text } }),
  put(vip, { vip: { session_persistence: { type: 'APP_COOKIE', cookie_name: text } } }),
  put(vip, { vip: { session_persistence: { type: text } } }),
  put(vip, { vip: { connection_limit: text } }),
  put(member, { member: { weight: text } }),
];
