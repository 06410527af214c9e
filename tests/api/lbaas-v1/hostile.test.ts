import { expect } from 'chai';
import fc from 'fast-check';
import type { Answer } from '../support/lbaas-v1-client.ts';
import { associate, newMember, newMonitor, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import { runs } from '../support/fuzz.ts';

const NAMES: Readonly<Record<string, readonly string[]>> = {
  pool: [
    'name',
    'description',
    'protocol',
    'lb_method',
    'subnet_id',
    'provider',
    'health_monitors',
    'status',
    'id',
  ],
  vip: [
    'name',
    'address',
    'protocol',
    'protocol_port',
    'pool_id',
    'subnet_id',
    'session_persistence',
    'connection_limit',
  ],
  member: ['pool_id', 'address', 'protocol_port', 'weight', 'admin_state_up', 'name'],
  health_monitor: ['type', 'delay', 'timeout', 'max_retries', 'http_method', 'url_path', 'expected_codes'],
};
const EVIL = [
  '\0',
  '\ud800',
  "'; DROP TABLE pools; --",
  '$1',
  '{}',
  'null',
  '1e999',
  '-0',
  '__proto__',
  '\n',
  '%00',
  '\u202e',
];

describe('hostile input', () => {
  const api = useLbaasApi({ agent: {} });
  let ids: Record<string, string>;

  before(async () => {
    const pool = await newPool(api);
    ids = {
      pool: pool.id,
      vip: (await newVip(api, pool.id)).id,
      member: (await newMember(api, pool.id, '10.1.0.201')).id,
      health_monitor: (await newMonitor(api)).id,
    };
    await associate(api, pool.id, ids['health_monitor'] ?? '');
  });

  const value = fc.oneof(
    fc.constantFrom<unknown>(
      ...EVIL,
      null,
      true,
      0,
      -1,
      80,
      2 ** 31,
      2 ** 53,
      1.5,
      '80',
      [],
      {},
      [[]],
      'HTTP',
      'TCP',
    ),
    fc.string({ unit: 'binary' }),
    fc.ipV4(),
    fc.ipV6(),
    fc.uuid(),
    fc.jsonValue({ maxDepth: 4 }),
    fc.record({ type: fc.constantFrom('APP_COOKIE', 'HTTP_COOKIE', 1, null), cookie_name: fc.jsonValue() }),
  );
  const kind = fc.constantFrom('pool', 'vip', 'member', 'health_monitor');
  const fieldsOf = (name: string) =>
    fc.dictionary(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...(NAMES[name] ?? [])) },
        { weight: 1, arbitrary: fc.string() },
      ),
      value,
      {
        maxKeys: 9,
        noNullPrototype: false,
      },
    );

  const proper = (answer: Answer): void => {
    expect(answer.status, JSON.stringify(answer.body)).to.be.within(200, 499);
    if (answer.status < 400) return;
    expect(Object.keys(answer.body.NeutronError).sort()).to.deep.equal(['detail', 'message', 'type']);
    expect(answer.body.NeutronError.message).not.to.match(/node_modules|at \w+ \(|SELECT|UPDATE|syntax/);
  };

  it('in bodies is never a server error', async () => {
    const request = kind.chain((name) => fc.tuple(fc.constant(name), fieldsOf(name), fc.boolean()));
    await fc.assert(
      fc.asyncProperty(request, async ([name, fields, isPut]) => {
        const body = { [name]: { ...defaults(name), ...fields } };
        proper(
          isPut
            ? await api.one.put(`/lb/${name}s/${ids[name]}`, { [name]: fields })
            : await api.one.post(`/lb/${name}s`, body),
        );
      }),
      runs(150),
    );
  });

  it('in queries is never a server error', async () => {
    const names = [
      'id',
      'name',
      'status',
      'limit',
      'marker',
      'page_reverse',
      'sort_key',
      'sort_dir',
      'fields',
      'tenant_id',
    ].concat([
      'address',
      'protocol_port',
      'admin_state_up',
      'subnet_id',
      'pool_id',
      'members',
      'constructor',
      '__proto__',
    ]);
    const pair = fc.tuple(
      fc.oneof(fc.constantFrom(...names), fc.string()),
      fc.oneof(
        fc.constantFrom(...EVIL, 'name', 'asc', 'desc', '1', 'True', 'id'),
        fc.string({ unit: 'binary' }),
        fc.uuid(),
      ),
    );
    await fc.assert(
      fc.asyncProperty(kind, fc.array(pair, { maxLength: 6 }), async (name, pairs) => {
        const query = pairs.map(([key, text]) => `${escaped(key)}=${escaped(text)}`).join('&');
        proper(await api.one.get(`/lb/${name}s?${query}`));
        proper(await api.one.get(`/lb/${name}s/${ids[name]}?${query}`));
      }),
      runs(120),
    );
  });

  it('in paths is never a server error', async () => {
    const part = fc.oneof(
      fc.constantFrom(...EVIL.map(escaped), '..', '%', '%zz', '%2e%2e%2f', '.json'),
      fc.string().map(escaped),
    );
    await fc.assert(
      fc.asyncProperty(
        kind,
        part,
        fc.constantFrom('', '/stats', '/health_monitors', '/health_monitors/x'),
        async (name, id, rest) => {
          for (const method of ['get', 'delete'] as const)
            proper(await api.one[method](`/lb/${name}s/${id}${rest}`));
          proper(await api.one.put(`/lb/${name}s/${id}`, { [name]: {} }));
        },
      ),
      runs(60),
    );
  });

  it('of raw bytes is never a server error', async () => {
    const bytes = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constant('['.repeat(200_000)),
      fc.constant('{"a":'.repeat(100_000)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => proper(await api.one.post('/lb/pools', body))),
      runs(30),
    );
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    proper(await api.one.post('/lb/pools', deep));
    proper(await api.one.post('/lb/pools', `{"pool": {"name": ${deep}}}`));
    proper(await api.one.post('/lb/pools', `{"pool": {"health_monitors": ${deep}}}`));
    proper(await api.one.post('/lb/vips', `{"vip": {"session_persistence": {"type": ${deep}}}}`));
  });

  it('in headers is never a server error', async () => {
    for (const project of ['x'.repeat(300), "'; --", '\u00ff'.repeat(10), ' ']) {
      proper(await api.as({ 'x-project-id': project, 'x-roles': 'member' }).get('/lb/pools'));
    }
    const answer = await api.app.inject({ url: '/v2.0/lb/pools?limit=1', headers: { host: '<script>' } });
    expect(answer.statusCode).to.be.below(500);
  });

  const defaults = (name: string): Readonly<Record<string, unknown>> => {
    if (name === 'pool') return { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId };
    if (name === 'vip')
      return { protocol: 'HTTP', protocol_port: 80, subnet_id: api.subnetId, pool_id: ids['pool'] };
    if (name === 'member') return { pool_id: ids['pool'], address: '10.1.0.9', protocol_port: 80 };
    return { type: 'HTTP', delay: 5, timeout: 5, max_retries: 3 };
  };
});

/** Escapes even texts that encodeURIComponent refuses. */
const escaped = (text: string): string =>
  [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
